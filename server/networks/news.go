package networks

import (
	"context"
	"strings"

	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
)

// newsOf are the acts about a member that she is told of, and as what. Who acted isn't part of it. Each gift of a role is
// one more.
var newsOf = map[audit.Act]inbox.Kind{
	"member.confirmed": inbox.Confirmed,
	"member.vouched":   inbox.Vouched,
	"recovery.asked":   inbox.Recovery,
}

// tellHer tells a member of an act about her, if it is one that she is told of. It comes before what is said on her
// control channel, which sorts after her inbox.
func (n *Networks) tellHer(ctx context.Context, tx *stream.Tx, act audit.Act, network, member string) error {
	notice := inbox.Notice{Network: network, Member: member, Kind: newsOf[act], Day: n.today()}
	if role, given := strings.CutPrefix(string(act), "role.given."); given {
		notice.Kind, notice.About = inbox.RoleGiven, role
	}
	if notice.Kind == "" {
		return nil
	}
	return inbox.Tell(ctx, tx, notice)
}
