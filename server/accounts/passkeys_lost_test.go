package accounts_test

import (
	"context"
	"errors"
	"testing"

	"tinig/server/accounts"
)

// agreed is the word of the staff that she may set another.
func agreed(context.Context) error { return nil }

// renews sets a passkey in the place of one that is lost, in the network in use.
func (h *house) renews(s *accounts.Session, d *device, renew func(context.Context) error) error {
	h.t.Helper()
	asked, err := h.BeginPasskey(ctx(h.t), s, "Notes", true)
	done(h.t, err)
	return h.AddPasskey(ctx(h.t), s, d.makes(h.t, asked), renew)
}

func TestALostPasskeyCountsNoMoreWhenItsHolderWasLetSetAnother(t *testing.T) {
	h := newHouse(t)
	p, lost, found := h.join(), newDevice(), newDevice()
	h.sets(h.owned(p), lost)
	s := h.owned(p)
	no := errors.New("nobody agreed")
	if err := h.renews(s, found, func(context.Context) error { return no }); !errors.Is(err, no) {
		t.Fatalf("without anybody's word it is answered with %v", err)
	}
	done(t, h.renews(s, found, agreed))
	again := h.owned(p)
	refused(t, h.proves(again, lost), accounts.ErrPasskey)
	done(t, h.proves(again, found))
	if list, err := h.Passkeys(ctx(t), again); err != nil || len(list) != 1 {
		t.Errorf("she finds %v, %v", list, err)
	}
}

// The staff of a network whose stewards are in it with whoever knows her phrase let her set a passkey there: it is worth nothing in
// another network, where hers counts as before, and she can't take that one away by it.
func TestWhatTheStaffOfOneNetworkAgreeToIsNothingToAnothers(t *testing.T) {
	h := newHouse(t)
	p, hers, thiefs := h.join(), newDevice(), newDevice()
	other := membership()
	s := h.owned(p)
	done(t, h.Add(ctx(t), s, other))
	h.sets(s, hers)
	list, err := h.Passkeys(ctx(t), s)
	done(t, err)

	thief := h.owned(p)
	done(t, h.renews(thief, thiefs, agreed))
	refused(t, h.RemovePasskey(ctx(t), thief, list[0].ID), accounts.ErrPasskeyFirst)
	if now := h.owned(p); !now.Keyed {
		t.Error("there is none in the network whose staff agreed")
	}
	done(t, h.Use(ctx(t), thief, other.Network))

	cookie, err := h.SignIn(ctx(t), p.phrase, accounts.Device{Own: true})
	done(t, err)
	done(t, h.Use(ctx(t), h.open(cookie), other.Network))
	again := h.open(cookie)
	if !again.Keyed || again.Proved {
		t.Errorf("in the other network she has a passkey: %v, and has used it: %v", again.Keyed, again.Proved)
	}
	refused(t, h.proves(again, thiefs), accounts.ErrPasskey)
	_, err = h.BeginPasskey(ctx(t), again, "Notes", false)
	refused(t, err, accounts.ErrPasskeyFirst)
	done(t, h.proves(again, hers))
}
