package forum

// The hot statements, to be measured bare and explained.
const (
	ReplySQL  = replySQL
	TopicSQL  = topicSQL
	LineSQL   = lineSQL
	PostsSQL  = postsSQL
	TopicsSQL = topicsSQL
	UnreadSQL = unreadSQL
)
