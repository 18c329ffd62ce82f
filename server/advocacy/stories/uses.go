package stories

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/advocacy"
	"tinig/server/audit"
	"tinig/server/inbox"
	"tinig/server/networks"
)

// The states of a use.
const (
	Asked    = "asked"
	Allowed  = "allowed"
	Refused  = "refused"
	Lapsed   = "lapsed" // consent ended before it went out
	Out      = "out"
	Recall   = "recall"   // consent has ended: it is to be asked back
	Recalled = "recalled" // whoever held it has given it back or taken it down
	Stays    = "stays"    // it can't be had back
)

// AboutLength is how long the words of a use can be, in characters; UsesEach is how many a grant can have.
const (
	AboutLength = 500
	UsesEach    = 50
	listed      = 200
)

// Use is one place where a story goes. Holder is who holds it then, by role or body; About says where in it it stands.
type Use struct {
	Network    string     `db:"network_id"`
	ID         string     `db:"id"`
	Campaign   string     `db:"campaign_id"`
	Grant      string     `db:"grant_id"`
	State      string     `db:"state"`
	Channel    string     `db:"channel"`
	Lang       string     `db:"lang"` // of Holder and About
	Holder     string     `db:"holder"`
	About      string     `db:"about"`
	Recallable bool       `db:"recallable"`
	AskedOn    time.Time  `db:"asked_on"`
	OutOn      *time.Time `db:"out_on"`
	RecallOn   *time.Time `db:"recall_on"`
	SettledOn  *time.Time `db:"settled_on"`
}

// UseDraft is a use before it is asked for. Once is the form's one-time number.
type UseDraft struct {
	Once, Lang, Holder, About string
	Recallable                bool
}

func (d UseDraft) check() (UseDraft, error) {
	d.Holder, d.About = line(d.Holder), block(d.About)
	switch {
	case d.Holder == "" || d.About == "":
		return d, locales.Refuse(locales.Invalid, "story.holder_needed")
	case utf8.RuneCountInString(d.Holder) > TitleLength || utf8.RuneCountInString(d.About) > AboutLength:
		return d, locales.Refuse(locales.Invalid, "story.too_long", "Most", AboutLength)
	case unknown(d.Lang):
		return d, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return d, nil
}

// group is a campaign for who is in its working group. To everybody else there are no stories.
func (s *Stories) group(ctx context.Context, a networks.Actor, campaign string) (advocacy.Place, error) {
	place, err := s.campaigns.Place(ctx, a, campaign, "")
	if err == nil && !place.In() {
		err = errAbsent
	}
	return place, err
}

// working is the same for who writes in it.
func (s *Stories) working(ctx context.Context, a networks.Actor, campaign string) error {
	place, err := s.group(ctx, a, campaign)
	if err == nil && !place.Works() {
		err = locales.Refuse(locales.Forbidden, "campaign.group_only")
	}
	return err
}

// alive refuses a grant under which nothing may be done now. At rest it is alive here: only its words don't open.
func (s *Stories) alive(ctx context.Context, a networks.Actor, g Grant) error {
	if g.State(s.today()) != Living || slices.Contains(a.Parted, g.Member) {
		return errEnded
	}
	there, _, err := s.keys.Has(g.ID)
	if err != nil {
		return fmt.Errorf("looking for the key of grant %s: %w", g.ID, err)
	}
	names, err := s.networks.Names(ctx, g.Network, []string{g.Member})
	if err != nil {
		return err
	}
	if !there || names[g.Member].Standing != networks.Confirmed {
		return errEnded
	}
	return nil
}

// Offered are the grants under which the working group of a campaign may ask now, without their words.
func (s *Stories) Offered(ctx context.Context, a networks.Actor, campaign string) (offered []Grant, err error) {
	if _, err := s.group(ctx, a, campaign); err != nil {
		return nil, err
	}
	all, err := readOffered(ctx, s.db, a.Network, campaign, s.today())
	if err != nil {
		return nil, fmt.Errorf("reading what is offered to campaign %s: %w", campaign, err)
	}
	for _, g := range all {
		err := s.alive(ctx, a, g)
		if err == nil {
			offered = append(offered, g)
		} else if !errors.Is(err, errEnded) {
			return nil, err
		}
	}
	return offered, nil
}

// Ask asks for a use. Whom it belongs to is told, when she wants to be asked, that somebody asks. Sent twice, it asks once.
func (s *Stories) Ask(ctx context.Context, a networks.Actor, campaign, grant string, d UseDraft) error {
	if err := s.working(ctx, a, campaign); err != nil {
		return err
	}
	d, err := d.check()
	if err != nil {
		return err
	}
	return s.change(ctx, a.Network, grant, func(tx *stream.Tx, g Grant) error {
		if g.Campaign != campaign {
			return errAbsent
		}
		if err := s.alive(ctx, a, g); err != nil {
			return err
		}
		use := Use{Network: a.Network, ID: d.Once, Campaign: campaign, Grant: grant, State: Asked, Channel: g.Channel, Lang: d.Lang, Holder: d.Holder,
			About: d.About, Recallable: d.Recallable, AskedOn: s.today()}
		first, count, err := insertUse(ctx, tx.Tx, use)
		if err != nil {
			return fmt.Errorf("asking for grant %s: %w", grant, err)
		}
		if !first {
			return nil
		}
		if count > UsesEach {
			return locales.Refuse(locales.TooMany, "story.uses_many", "Most", UsesEach)
		}
		if err := s.note(ctx, tx, g, Asked); err != nil || !g.Asks {
			return err
		}
		return inbox.Tell(ctx, tx, inbox.Notice{Network: g.Network, Member: g.Member, Kind: inbox.Consent, Day: s.today()})
	})
}

// Uses are all uses of stories in a campaign, for its working group: what is to be asked back first, then the newest.
func (s *Stories) Uses(ctx context.Context, a networks.Actor, campaign string) ([]Use, error) {
	if _, err := s.group(ctx, a, campaign); err != nil {
		return nil, err
	}
	uses, err := readUses(ctx, s.db, a.Network, campaign)
	if err != nil {
		return nil, fmt.Errorf("reading the uses of campaign %s: %w", campaign, err)
	}
	for i, use := range uses {
		if uses[i], err = s.asSeen(use); err != nil {
			return nil, err
		}
	}
	return uses, nil
}

// asSeen is a use as the group sees it: while its grant rests, what is allowed and isn't out waits as if she hadn't answered yet.
func (s *Stories) asSeen(use Use) (Use, error) {
	if use.State != Allowed {
		return use, nil
	}
	there, aside, err := s.keys.Has(use.Grant)
	if err != nil {
		return use, fmt.Errorf("looking for the key of grant %s: %w", use.Grant, err)
	}
	if !there || aside {
		use.State = Asked
	}
	return use, nil
}

// Open shows the group the words of a use that is allowed, exactly as they go out, after a record of it is written. Once it is out it is
// closed again.
func (s *Stories) Open(ctx context.Context, a networks.Actor, campaign, id string) (use Use, g Grant, c Copy, err error) {
	if _, err := s.group(ctx, a, campaign); err != nil {
		return use, g, c, err
	}
	err = s.changeUse(ctx, a.Network, id, func(tx *stream.Tx, of Grant, was Use) error {
		if was.Campaign != campaign {
			return errAbsent
		}
		if err := s.alive(ctx, a, of); err != nil {
			return err
		}
		if was.State != Allowed {
			return locales.Refuse(locales.Conflict, "story.not_allowed_yet")
		}
		copied, err := s.open(of)
		if errors.Is(err, errEnded) {
			return locales.Refuse(locales.Conflict, "story.not_allowed_yet")
		}
		use, g, c = was, of, copied
		if err != nil {
			return err
		}
		return audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "story.opened", Subject: id})
	})
	if err != nil {
		return Use{}, Grant{}, Copy{}, err
	}
	return use, g, c, nil
}

// SendOut notes that a use that is allowed went out on a day.
func (s *Stories) SendOut(ctx context.Context, a networks.Actor, campaign, id string, day time.Time) error {
	if err := s.working(ctx, a, campaign); err != nil {
		return err
	}
	return s.changeUse(ctx, a.Network, id, func(tx *stream.Tx, g Grant, was Use) error {
		if was.Campaign != campaign {
			return errAbsent
		}
		if was.State == Out {
			return nil
		}
		if err := s.alive(ctx, a, g); err != nil {
			return err
		}
		if seen, err := s.asSeen(was); err != nil || seen.State != Allowed {
			return errors.Join(err, locales.Refuse(locales.Conflict, "story.not_allowed_yet"))
		}
		if day.IsZero() || day.After(s.today()) || day.Before(was.AskedOn) || day.Before(g.FromOn) {
			return locales.Refuse(locales.Invalid, "story.day_needed")
		}
		if err := sendOut(ctx, tx.Tx, was, day); err != nil {
			return fmt.Errorf("noting that use %s is out: %w", id, err)
		}
		if err := s.note(ctx, tx, g, Out); err != nil {
			return err
		}
		return audit.Append(ctx, tx.Tx, audit.Record{Network: a.Network, Actor: a.Member, Act: "story.out", Subject: id})
	})
}

// changeUse runs a change of a use under its grant's lock. A use whose grant is gone ended with it.
func (s *Stories) changeUse(ctx context.Context, network, id string, do func(*stream.Tx, Grant, Use) error) error {
	before, err := readUse(ctx, s.db, network, id)
	if err != nil {
		return absent(err, "reading use %s", id)
	}
	err = s.change(ctx, network, before.Grant, func(tx *stream.Tx, g Grant) error {
		use, err := readUse(ctx, tx, network, id)
		if err != nil {
			return absent(err, "reading use %s", id)
		}
		return do(tx, g, use)
	})
	if errors.Is(err, errAbsent) {
		if _, gone := readGrant(ctx, s.db, network, before.Grant); gone != nil {
			return errEnded
		}
	}
	return err
}
