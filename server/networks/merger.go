package networks

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
)

// mergerDays is for how long members may go along.
const mergerDays = 30

// mergerKept is for how many days a merger that came to nothing stands.
const mergerKept = 90

// Merger is two networks on their way together, as a steward of one of them sees it. Stands is false when who asked is no
// steward any more and nobody has agreed, and while the other network is closed: nobody can come then. Until is the last day on which members may go along, nil for no.
type Merger struct {
	Network     string     `db:"network_id"`
	ID          string     `db:"id"`
	Into        string     `db:"into_id"`
	AskedBy     string     `db:"asked_by"`
	AgreedBy    *string    `db:"agreed_by"`
	AskedOn     time.Time  `db:"asked_on"`
	Answered    bool       `db:"answered"`
	Until       *time.Time `db:"until"`
	Stands      bool       `db:"stands"`
	WasThere    bool       `db:"was_there"`
	NetworkName string     `db:"network_name"`
	IntoName    string     `db:"into_name"`
}

// MayAgree says whether the actor can be the second steward.
func (m Merger) MayAgree(a Actor) bool {
	return m.Stands && m.Network == a.Network && m.AgreedBy == nil && m.AskedBy != a.Member && Allow(a, MergeNetwork, nil) == nil
}

// Open says whether members may go along on a day.
func (m Merger) Open(day time.Time) bool {
	return m.Stands && m.AgreedBy != nil && m.Until != nil && !m.Until.Before(day.UTC().Truncate(24*time.Hour))
}

// over says whether nothing comes of it any more.
func (m Merger) over(today time.Time) bool {
	return !m.Stands || m.Answered && !m.Open(today)
}

// Mergers lists, for a steward, what her network asks of another, and what others ask of it that two of their stewards want.
func (n *Networks) Mergers(ctx context.Context, a Actor) ([]Merger, error) {
	if err := Allow(a, MergeNetwork, nil); err != nil {
		return nil, err
	}
	mergers, err := readMergers(ctx, n.db, a)
	if err != nil {
		return nil, fmt.Errorf("reading the mergers of %s: %w", a.Network, err)
	}
	return mergers, nil
}

// errMergerGone refuses what isn't asked, or not any more.
var errMergerGone = locales.Refuse(locales.NotFound, "networks.merger_not_found")

// AskMerger is the first steward's word: her network shall go together with another Local one, whose name its stewards told
// her. No list shows a steward what other networks there are. One that isn't known, isn't Local, is closed or has no steward
// is refused alike. Asking twice is no harm.
func (n *Networks) AskMerger(ctx context.Context, a Actor, name string) error {
	return n.changeMerger(ctx, a, "network.merger_asked", func(ctx context.Context, tx *sqlx.Tx, m Merger) (bool, error) {
		into, err := readMergeable(ctx, tx, a.Network, strings.TrimSpace(name))
		if errors.Is(err, errNoRow) {
			return false, locales.Refuse(locales.Invalid, "networks.merger_unknown")
		}
		if err != nil {
			return false, err
		}
		if m.ID != "" && !m.over(n.today()) {
			if m.Into == into {
				return false, nil
			}
			return false, locales.Refuse(locales.Conflict, "networks.merger_open")
		}
		if _, err := deleteMerger(ctx, tx, a.Network); err != nil {
			return false, err
		}
		return true, insertMerger(ctx, tx, Merger{Network: a.Network, ID: uuid.NewString(), Into: into, AskedBy: a.Member, AskedOn: n.today()})
	})
}

// AgreeMerger is the second steward's word: now the other network is asked.
func (n *Networks) AgreeMerger(ctx context.Context, a Actor) error {
	return n.changeMerger(ctx, a, "network.merger_agreed", func(ctx context.Context, tx *sqlx.Tx, m Merger) (bool, error) {
		switch {
		case !m.Stands:
			return false, errMergerGone
		case m.AgreedBy != nil:
			return false, nil
		case !m.MayAgree(a):
			return false, locales.Refuse(locales.Forbidden, "networks.role_second_person")
		}
		return true, agreeMerger(ctx, tx, a)
	})
}

// EndMerger takes back what was asked, or ends it: from now on nobody goes along. Any one steward of the first network can.
func (n *Networks) EndMerger(ctx context.Context, a Actor) error {
	return n.changeMerger(ctx, a, "network.merger_ended", func(ctx context.Context, tx *sqlx.Tx, _ Merger) (bool, error) {
		return deleteMerger(ctx, tx, a.Network)
	})
}

// changeMerger runs one change of what the actor's network asks. m is the zero Merger when it asks nothing.
func (n *Networks) changeMerger(ctx context.Context, a Actor, act audit.Act, change func(ctx context.Context, tx *sqlx.Tx, m Merger) (bool, error)) error {
	if err := Allow(a, MergeNetwork, nil); err != nil {
		return err
	}
	return n.changeNetwork(ctx, a, act, func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		m, err := readMergerOf(ctx, tx, network.ID)
		if err != nil && !errors.Is(err, errNoRow) {
			return false, err
		}
		return change(ctx, tx, m)
	})
}

// AcceptMerger is a steward's yes in the other network: members can come from today on, and TellMergers tells those of the
// first. After a no there is no yes: they ask again.
func (n *Networks) AcceptMerger(ctx context.Context, a Actor, id string) error {
	until := n.today().AddDate(0, 0, mergerDays)
	return n.answerMerger(ctx, a, id, "network.merger_accepted", &until)
}

// RefuseMerger is her no, or, after a yes, her word that nobody comes any more.
func (n *Networks) RefuseMerger(ctx context.Context, a Actor, id string) error {
	return n.answerMerger(ctx, a, id, "network.merger_refused", nil)
}

// answerMerger writes in the other network alone. The same answer twice is no harm.
func (n *Networks) answerMerger(ctx context.Context, a Actor, id string, act audit.Act, until *time.Time) error {
	if err := Allow(a, MergeNetwork, nil); err != nil {
		return err
	}
	return n.changeNetwork(ctx, a, act, func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		m, err := readMergerInto(ctx, tx, network.ID, id)
		if errors.Is(err, errNoRow) || err == nil && !m.Stands && until != nil {
			return false, errMergerGone
		}
		if err != nil {
			return false, err
		}
		if m.Answered && (m.Until == nil) == (until == nil) {
			return false, nil
		}
		if m.Answered && until != nil {
			return false, errMergerGone
		}
		return true, writeMergerAnswer(ctx, tx, a, id, until)
	})
}
