package networks

import (
	"context"
	"fmt"
	"slices"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
)

// Rename gives a member another pseudonym and another sign; all that she wrote shows them from now on. Nobody ever gets the
// old pseudonym again. One in use, or used before, is a conflict; her own is no harm. Who had blocked her stays parted from
// her, but loses sight of the block; who had muted her reads her again.
func (n *Networks) Rename(ctx context.Context, a Actor, pseudonym, emblem string) error {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("renaming %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	m, err := lockMember(ctx, tx.Tx, a.Network, a.Member)
	if err != nil {
		return notFound(err, "networks.member_not_found", "renaming %s", a.Member)
	}
	if m.Pseudonym == pseudonym {
		return nil
	}
	if err := insertFormer(ctx, tx.Tx, m); err != nil {
		return fmt.Errorf("renaming %s: %w", a.Member, err)
	}
	m.Emblem = emblem
	if err := nameTaken(ctx, tx.Tx, m.Network, pseudonym, renameMember(ctx, tx.Tx, m, pseudonym)); err != nil {
		return fmt.Errorf("renaming %s: %w", a.Member, err)
	}
	if err := hushBlocks(ctx, tx.Tx, m.Network, m.ID, m.ID); err != nil {
		return fmt.Errorf("renaming %s: %w", a.Member, err)
	}
	told, err := forgetMutes(ctx, tx.Tx, m.Network, m.ID, m.ID)
	if err != nil {
		return fmt.Errorf("renaming %s: %w", a.Member, err)
	}
	if err := tellChanged(ctx, tx, m.Network, told); err != nil {
		return fmt.Errorf("renaming %s: %w", a.Member, err)
	}
	return tx.Commit()
}

// Follow moves what is a member's alone, and shows to nobody else, to the member that she has become, within the
// transaction in which she does. A package that keeps such things has a method of this kind; what nobody moves is forgotten.
type Follow func(ctx context.Context, tx *sqlx.Tx, network, from, to string) error

// Renew lets a member begin anew: for all others, staff too, she has left, and j is somebody they don't know, with her band
// and as far in as she was. Who is sanctioned is refused. Her roles stay behind, the last steward's are refused. Whom she blocked, and who blocked her,
// stays parted from her; these don't see the block any more, or lifting it would show them who she is. Renewing again as the
// same joiner succeeds. See Words for what she wrote.
func (n *Networks) Renew(ctx context.Context, a Actor, j Joiner, words Words, follows ...Follow) error {
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return fmt.Errorf("renewing %s: %w", a.Member, err)
	}
	defer tx.Rollback()
	m, err := lockMember(ctx, tx.Tx, a.Network, a.Member)
	if err != nil {
		return renewed(ctx, tx.Tx, j, notFound(err, "networks.member_not_found", "renewing %s", a.Member))
	}
	if err := unrestrained(ctx, tx.Tx, m); err != nil {
		return fmt.Errorf("renewing %s: %w", m.ID, err)
	}
	if err := depart(ctx, tx.Tx, m, words, hasRole); err != nil {
		return fmt.Errorf("renewing %s: %w", m.ID, err)
	}
	told, err := succeed(ctx, tx.Tx, m, j, follows)
	if err != nil {
		return fmt.Errorf("renewing %s: %w", m.ID, err)
	}
	if err := tellChanged(ctx, tx, m.Network, append(told, m.ID)); err != nil {
		return fmt.Errorf("renewing %s: %w", m.ID, err)
	}
	return tx.Commit()
}

// renewed forgives the refusal of somebody who has become this joiner before.
func renewed(ctx context.Context, tx *sqlx.Tx, j Joiner, refusal error) error {
	if !locales.IsKind(refusal, locales.NotFound) {
		return refusal
	}
	joined, err := readJoined(ctx, tx, j)
	if err != nil || joined {
		return err
	}
	return refusal
}

// succeed makes the joiner, in the place of a member who has just departed, and returns those whose sockets must learn it.
// The record says that a member came this way, and not who she was. Her first day would tell: nobody needs it once she is
// confirmed, so it becomes the network's.
func succeed(ctx context.Context, tx *sqlx.Tx, m Member, j Joiner, follows []Follow) (told []string, err error) {
	next := Member{Network: m.Network, ID: j.Member, Pseudonym: j.Pseudonym,
		Band: m.Band, Standing: m.Standing, Vouched: m.Vouched, ToHold: m.ToHold, JoinedOn: m.JoinedOn}
	if j.Agreed, err = readAgreed(ctx, tx, m); err != nil {
		return nil, err
	}
	if next.Standing == Confirmed {
		network, err := readNetwork(ctx, tx, m.Network)
		if err != nil {
			return nil, err
		}
		next.JoinedOn = network.FoundedOn
	}
	if err := nameTaken(ctx, tx, m.Network, j.Pseudonym, insertMember(ctx, tx, next, j)); err != nil {
		return nil, err
	}
	if told, err = readParted(ctx, tx, m.Network, m.ID); err != nil {
		return nil, err
	}
	if err := hushBlocks(ctx, tx, m.Network, m.ID, next.ID); err != nil {
		return nil, err
	}
	muters, err := forgetMutes(ctx, tx, m.Network, m.ID, next.ID)
	if err != nil {
		return nil, err
	}
	told = append(told, muters...)
	for _, follow := range follows {
		if err := follow(ctx, tx, m.Network, m.ID, next.ID); err != nil {
			return nil, err
		}
	}
	return told, audit.Append(ctx, tx, audit.Record{Network: m.Network, Actor: next.ID, Act: "member.renewed", Subject: next.ID})
}

// tellChanged has the open sockets of members come back.
func tellChanged(ctx context.Context, tx *stream.Tx, network string, members []string) error {
	slices.Sort(members)
	for _, member := range slices.Compact(members) {
		if _, err := tx.Append(ctx, Control(network, member), "changed", ""); err != nil {
			return err
		}
	}
	return nil
}

// nameTaken turns what came of writing a member's pseudonym into a refusal when somebody has it, or once had it. The
// former ones are looked at after the writing, which waited for whoever was just leaving that name.
func nameTaken(ctx context.Context, tx *sqlx.Tx, network, pseudonym string, written error) error {
	if violates(written, "members_pseudonym_once") {
		return locales.Refuse(locales.Conflict, "networks.pseudonym_taken")
	}
	if written != nil {
		return written
	}
	former, err := isFormer(ctx, tx, network, pseudonym)
	if err == nil && former {
		err = locales.Refuse(locales.Conflict, "networks.pseudonym_taken")
	}
	return err
}
