package accounts

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/realtime/stream"
)

// Another name can be taken so often in so many days, in each network: enough for anybody who is recognised, too little to
// make a game of it.
const (
	renamings    = 3
	renamingDays = 30
)

// Next is the membership that she has after m if she begins anew in its network: always the same, so that what broke off
// half way can go on. Only her keyring can tell that the two are one person's.
func (s *Session) Next(m Membership) Membership {
	sealer := s.Sealer(m.Member, "beginning anew")
	id := memberID(sealer.Name("as " + m.Member))
	next := m
	next.Member, next.Claim = id, sealer.Name("claim of "+id)
	if next.Root == nil {
		if first, err := uuid.Parse(m.Member); err == nil {
			next.Root = first[:]
		}
	}
	return next
}

// memberID makes a member's id of a name that only her keyring makes.
func memberID(name []byte) string {
	id, err := uuid.FromBytes(name[:16])
	if err != nil {
		panic(err) // only for another length
	}
	id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80 // a random one by its looks, as all members' are (RFC 9562, version 4)
	return id.String()
}

// Replace puts a membership in the place of the one before it, see Next; all her sockets come back as the new member.
// Replacing it twice is no harm. ErrNoMember when she is somebody else there.
func (a *Accounts) Replace(ctx context.Context, s *Session, old, next Membership) error {
	return a.amend(ctx, s, "changed", func(k *keyring) error {
		i := k.at(old.Network)
		if i < 0 || k.Memberships[i].Member != old.Member && k.Memberships[i].Member != next.Member {
			return ErrNoMember
		}
		k.Memberships[i] = next
		return nil
	})
}

// MayRename says whether she may take another name there today, and if not, from which day. The days stand on her keyring:
// in the member's row they would tell that somebody was renamed, and when.
func (a *Accounts) MayRename(m Membership) error {
	recent := a.recent(m.Renamed)
	if len(recent) < renamings {
		return nil
	}
	again := time.Unix(0, 0).UTC().AddDate(0, 0, recent[0]+renamingDays)
	return locales.Refuse(locales.TooMany, "accounts.renamed_often", "Day", again)
}

// NoteRenaming counts that she took another name in a network today. ErrNoMember when she isn't in it.
func (a *Accounts) NoteRenaming(ctx context.Context, s *Session, network string) error {
	return a.amend(ctx, s, "changed", func(k *keyring) error {
		i := k.at(network)
		if i < 0 {
			return ErrNoMember
		}
		k.Memberships[i].Renamed = append(a.recent(k.Memberships[i].Renamed), a.day())
		return nil
	})
}

// recent are the last of the days that count still.
func (a *Accounts) recent(days []int) []int {
	days = slices.DeleteFunc(slices.Clone(days), func(d int) bool { return d+renamingDays <= a.day() })
	return days[max(0, len(days)-renamings):]
}

// day is today, counted from 1970.
func (a *Accounts) day() int { return int(a.now().Unix() / (24 * 60 * 60)) }

// Pause lets everything of hers rest, in all her networks. Nobody can tell from the database: it stands on her keyring
// alone. Her other sessions end, and this one's sockets close, with the tickets of those that were about to open.
func (a *Accounts) Pause(ctx context.Context, s *Session) error {
	var gone [][]byte
	return a.within(ctx, s, func(k *keyring) error {
		k.Settings.Paused = true
		gone = k.keepOnly(s.hash)
		return nil
	}, func(tx *stream.Tx, _ *keyring) error {
		if err := a.store.deleteSessions(ctx, tx, gone); err != nil {
			return err
		}
		if err := a.store.endTickets(ctx, tx, [][]byte{s.hash}); err != nil {
			return err
		}
		kinds := map[stream.Channel]string{channelOf(s.hash): "changed"}
		for _, h := range gone {
			kinds[channelOf(h)] = "ended"
		}
		return tellEach(ctx, tx, kinds)
	})
}

// Wake ends the pause.
func (a *Accounts) Wake(ctx context.Context, s *Session) error {
	return a.amend(ctx, s, "", func(k *keyring) error {
		k.Settings.Paused = false
		return nil
	})
}

// Close ends an account that holds no membership any more: its phrase and codes open nothing from now on, its sessions end,
// nothing of it is kept, and nothing of its slots. One that holds any is left as it is.
func (a *Accounts) Close(ctx context.Context, s *Session) error { return a.remove(ctx, s.key) }

func (a *Accounts) remove(ctx context.Context, key []byte) error {
	tx, err := a.store.streams.Begin(ctx)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	sealed, there, err := a.store.lockKeyring(ctx, tx.Tx, keyringID(key))
	if err != nil || !there {
		return err
	}
	k, err := a.openKeyring(key, sealed)
	if err != nil || len(k.Memberships) > 0 {
		return err
	}
	if err := a.store.hang(ctx, tx.Tx, false, k.lookups(), nil); err != nil {
		return err
	}
	if err := a.store.deleteKeyring(ctx, tx.Tx, keyringID(key)); err != nil {
		return err
	}
	if err := a.store.endSessions(ctx, tx, hashesOf(k.Sessions)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	for _, slot := range k.Slots {
		if err := a.remove(ctx, slot.Key); err != nil {
			return err
		}
	}
	return nil
}
