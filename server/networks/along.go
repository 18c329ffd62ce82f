package networks

import (
	"context"
	"errors"
	"fmt"

	"tinig/locales"
	"tinig/server/inbox"
)

// Going along with a merger: see Merger for what nobody learns by it.

// OpenMergers lists the mergers that are open and concern the actor: one by which she may go along, and those by which others
// come into her network.
func (n *Networks) OpenMergers(ctx context.Context, a Actor) (along *Merger, coming []Merger, err error) {
	if Allow(a, GoAlong, nil) != nil {
		return nil, nil, nil
	}
	mergers, err := readMergers(ctx, n.db, a)
	if err != nil {
		return nil, nil, fmt.Errorf("reading the mergers of %s: %w", a.Network, err)
	}
	for _, m := range mergers {
		if !m.Open(n.today()) {
			continue
		}
		m.AskedBy, m.AgreedBy = "", nil // which stewards, is for stewards
		switch {
		case m.Into == a.Network:
			coming = append(coming, m)
		case m.WasThere:
			along = &m
		}
	}
	return along, coming, nil
}

// GoAlong makes the joiner a member of the network into which the actor may go along. The nullifier is hers for this merger
// and says once. Going along again as the same joiner succeeds; as another one she is refused. A pseudonym in use is a conflict.
func (n *Networks) GoAlong(ctx context.Context, a Actor, merger string, nullifier []byte, j Joiner) error {
	if err := Allow(a, GoAlong, nil); err != nil {
		return err
	}
	along, _, err := n.OpenMergers(ctx, a)
	if err != nil {
		return err
	}
	if along == nil || along.ID != merger || along.Into != j.Network {
		return errMergerGone
	}
	if err := n.arrive(ctx, merger, nullifier, j, a.Band); err != nil {
		return fmt.Errorf("coming into %s: %w", j.Network, err) // not as whom, and not from where
	}
	return nil
}

// arrive writes in the other network alone.
func (n *Networks) arrive(ctx context.Context, merger string, nullifier []byte, j Joiner, band Band) error {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	first, err := insertArrival(ctx, tx.Tx, j.Network, merger, nullifier)
	if err != nil {
		return err
	}
	if !first {
		joined, err := readJoined(ctx, tx.Tx, j)
		if err == nil && !joined {
			err = locales.Refuse(locales.Gone, "networks.merger_once")
		}
		return err
	}
	if err := n.admits(ctx, tx.Tx, Invitation{Network: j.Network, Role: RoleMember}); err != nil {
		return err
	}
	if err := holdMergerAnswer(ctx, tx.Tx, j.Network, merger, n.today()); err != nil {
		return notFound(err, "networks.merger_not_found", "holding merger %s", merger)
	}
	network, err := readNetwork(ctx, tx, j.Network)
	if err != nil {
		return err
	}
	member := Member{Network: j.Network, ID: j.Member, Pseudonym: j.Pseudonym,
		Band: band, Standing: Confirmed, ToHold: 3, JoinedOn: network.FoundedOn}
	if err := nameTaken(ctx, tx.Tx, j.Network, j.Pseudonym, insertMember(ctx, tx.Tx, member, j)); err != nil {
		return err
	}
	return tx.Commit()
}

// toldTogether is how many members are told of a merger in one transaction.
const toldTogether = 200

// TellMergers tells the members who may go along, each once. What breaks off the next sweep goes on with.
func (n *Networks) TellMergers(ctx context.Context) error {
	open, err := readUntoldMergers(ctx, n.db, n.today())
	if err != nil {
		return fmt.Errorf("reading the mergers to be told of: %w", err)
	}
	for _, m := range open {
		for more := true; more && ctx.Err() == nil; {
			told, e := n.tellMerger(ctx, m)
			if more = told == toldTogether; e != nil {
				err, more = errors.Join(err, fmt.Errorf("telling of a merger of %s: %w", m.Network, e)), false
			}
		}
	}
	return err
}

func (n *Networks) tellMerger(ctx context.Context, m Merger) (told int, err error) {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	members, err := readToTell(ctx, tx.Tx, m, toldTogether)
	if err != nil {
		return 0, err
	}
	var notices []inbox.Notice
	for _, member := range members {
		notices = append(notices, inbox.Notice{Network: m.Network, Member: member, Kind: inbox.Merger, Day: n.today()})
	}
	upTo := everybody
	if len(members) == toldTogether {
		upTo = members[len(members)-1]
	}
	if err := setTold(ctx, tx.Tx, m, upTo); err != nil {
		return 0, err
	}
	if err := inbox.Tell(ctx, tx, notices...); err != nil {
		return 0, err
	}
	return len(members), tx.Commit()
}

// forgetMergers lets go what is over: the mergers, their answers, and who has come by them once.
func (n *Networks) forgetMergers(ctx context.Context) error {
	if err := deleteOldMergers(ctx, n.db, n.today(), n.today().AddDate(0, 0, -mergerKept)); err != nil {
		return fmt.Errorf("forgetting mergers: %w", err)
	}
	return nil
}
