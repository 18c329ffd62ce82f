package main

import (
	"context"
	"time"

	"github.com/jmoiron/sqlx"

	"tinig/curriculum"
	"tinig/realtime/stream"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// recorded writes a privileged act of the curriculum to its network's record.
func recorded(ctx context.Context, tx *sqlx.Tx, a curriculum.Actor, act, subject string) error {
	return audit.Append(ctx, tx, audit.Record{Network: a.Network, Actor: a.Member, Act: audit.Act(act), Subject: subject})
}

// tellAsked tells members in their inboxes that they are asked into a cohort.
func tellAsked(ctx context.Context, tx *stream.Tx, network string, members []string, today time.Time) error {
	var notices []inbox.Notice
	for _, member := range members {
		notices = append(notices, askedOn(network, member, today))
	}
	return inbox.Tell(ctx, tx, notices...)
}

// tellAnswered takes it back when a member has answered.
func tellAnswered(ctx context.Context, tx *stream.Tx, network, member string, asked time.Time) error {
	return inbox.Answered(ctx, tx, askedOn(network, member, asked))
}

// tellOf tells a member in her inbox what a kind of notice says by itself.
func tellOf(kind inbox.Kind) func(ctx context.Context, tx *stream.Tx, network, member string, day time.Time) error {
	return func(ctx context.Context, tx *stream.Tx, network, member string, day time.Time) error {
		return inbox.Tell(ctx, tx, inbox.Notice{Network: network, Member: member, Kind: kind, Day: day})
	}
}

// tellSecond tells trainers and stewards, but for the one who asks, that a session which was rewritten waits for a second person.
func (h *house) tellSecond(ctx context.Context, tx *stream.Tx, network, asker string, day time.Time) error {
	may, err := h.networks.With(ctx, network, networks.RoleTrainer, networks.RoleSteward)
	if err != nil {
		return err
	}
	var notices []inbox.Notice
	for _, m := range may {
		if m.ID != asker && m.Band == networks.Adult {
			notices = append(notices, inbox.Notice{Network: network, Member: m.ID, Kind: inbox.Reworded, Day: day})
		}
	}
	return inbox.Tell(ctx, tx, notices...)
}

// tellHeard takes back that what was seen of a member on a day waits for her.
func tellHeard(ctx context.Context, tx *stream.Tx, network, member string, day time.Time) error {
	return inbox.Answered(ctx, tx, inbox.Notice{Network: network, Member: member, Kind: inbox.Seen, Day: day})
}

// askedOn is what a member is told who was asked into a cohort on a day.
func askedOn(network, member string, day time.Time) inbox.Notice {
	return inbox.Notice{Network: network, Member: member, Kind: inbox.Cohort, Day: day}
}
