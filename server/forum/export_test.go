package forum

// The hot statements, to be measured bare and explained.
var (
	ReplySQL  = replySQL
	TopicSQL  = topicSQL
	PageSQL   = pageSQL
	TopicsSQL = topicsSQL
	UnreadSQL = unreadSQL
)
