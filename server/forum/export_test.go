package forum

import (
	"context"
	"fmt"
	"time"

	"tinig/server/networks"
)

// The hot statements, to be measured bare and explained.
var (
	ReplySQL  = replySQL
	TopicSQL  = topicSQL
	PageSQL   = pageSQL
	TopicsSQL = topicsSQL
	UnreadSQL = unreadSQL
	SearchSQL = searchSQL

	LookedForSQL = lookedForSQL
	ShelfSQL     = shelfSQL
)

// Asked are the arguments with which a search of a word asks for the rows of its drawers: the first so many rows.
func (f *Forum) Asked(ctx context.Context, a networks.Actor, word string, oldest time.Time, most int) (asked [][]any, err error) {
	spaces, err := f.readable(ctx, a)
	groups, _, e := f.groups(ctx, word)
	if err != nil || e != nil {
		return nil, fmt.Errorf("%w, %w", err, e)
	}
	for r, after := range f.rows(Onward{}, oldest) {
		if asked = append(asked, finding{spaces: spaces, rooms: spaces, groups: groups}.arguments(a, r, after, HitsAtOnce+1)); len(asked) == most {
			break
		}
	}
	return asked, nil
}
