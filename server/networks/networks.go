// Package networks keeps Local and Global Survivor Networks: their spaces, their members under pseudonyms, roles,
// invitations, blocks, and the one permission table (Allow).
//
// A member is one pseudonym in one network. Nothing here says which members are one person's: the member row holds the
// hash of a claim secret that only the person's sealed keyring has. Whoever presents the claim is the member (Enter).
//
// Rows of two networks are never written in one transaction, and no time is kept finer than a day, timers excepted.
//
// # Another pseudonym
//
// A member who was recognised takes another pseudonym, and with it another sign. She can take her words along (Rename):
// then they tell, to whoever remembers them, who she is now. Or she begins anew (Renew): a new row under a new id, which no
// page, no list, no block and no record leads to from the old one, while her words stay with all those of members who left
// (Nobody) or are erased. To everybody else that looks as if she had left (Leave) and somebody had come.
//
// Whatever refers to a member and isn't moved by a Follow is forgotten when she begins anew. That is the safe way round: a
// list that somebody else keeps of her, a mute or a circle, would show the new name in the old one's place.
//
// What this can't hide: on one day a name goes and another comes, which stewards see in their list, and members where she
// writes at once. Whoever has the database before and after compares the two. Until the night's rewriting its transaction
// numbers tie the new row to what was changed with it, for seven days the topics' events show which posts were drawn anew on
// one day, and what she has read comes along. And people know each other by how they write.
//
// # Two networks go together
//
// Two Local networks go together. In the first a steward asks and another agrees; a steward of the other network answers. From
// then on, for thirty days, each member of the first is asked whether she goes along. Who says yes joins the other network: under
// another pseudonym, confirmed, with no role and not vouched for, and her first posts wait for a moderator as anybody's. Who
// says no, or nothing, is where she was. No word moves, and whoever goes along stays in the first network too, until she
// leaves it: so no audience is ever wider than its authors were told.
//
// Going along is an invitation that is bound to the merger: for who was in the first network before it was asked, so that
// nobody fills it with people of his own, and once each. Once is kept by a nullifier, a value that only her keyring makes.
// What parts members there isn't carried along: it would tell who is who.
//
// Nothing is written in the first network when somebody goes along, and her no stands on her keyring. The other network has a
// member whose first day is the network's own, and a nullifier that leads nowhere. No row, no statement and no transaction
// holds something of both. So nobody in either network is told who went, or who somebody was, stewards included.
//
// Not hidden is that somebody came. Members there see new names while a merger is open, and know from where. Whoever has two
// backups sees which rows are new in one of them, how many came in all, and who of the first network was about in these days:
// where one alone goes along, and nobody else was about, he can guess. So do people who know how somebody writes.
//
// The package may import audit, inbox, counts, realtime/stream and locales.
package networks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"tinig/locales"
	"tinig/realtime/stream"
	"tinig/server/audit"
)

// Kind tells a Local Survivor Network from the Global one.
type Kind string

// The kinds of network.
const (
	Local  Kind = "local"
	Global Kind = "global"
)

// bySystem stands in the audit record where no member acted.
const bySystem = "system"

// Network is a Survivor Network. Languages are tags, its main language first.
type Network struct {
	ID        string         `db:"id"`
	Kind      Kind           `db:"kind"`
	Name      string         `db:"name"`
	Languages pq.StringArray `db:"languages"`
	FoundedOn time.Time      `db:"founded_on"`
	Agreement int            `db:"agreement"` // the version of its agreement that counts now; 0 when it has no words of its own
	CalmUntil *time.Time     `db:"calm_until"`
	ClosedOn  *time.Time     `db:"closed_on"`
	Countries pq.StringArray `db:"countries"`    // whose helplines its members see first, by their codes (ISO 3166)
	Brake     int            `db:"brake"`        // one of Brakes
	Care      int            `db:"care_minutes"` // one of CareMinutes
	Quiet
}

// Networks is the package's door. Make one with New.
type Networks struct {
	db      *sqlx.DB
	streams *stream.Streams
	now     func() time.Time
	hot     statements
}

// New serves the networks kept in db and prepares its hot statements. now is the clock; nil means the machine's.
func New(ctx context.Context, db *sqlx.DB, streams *stream.Streams, now func() time.Time) (*Networks, error) {
	if now == nil {
		now = time.Now
	}
	hot, err := prepare(ctx, db)
	if err != nil {
		return nil, fmt.Errorf("preparing the networks' statements: %w", err)
	}
	return &Networks{db: db, streams: streams, now: now, hot: hot}, nil
}

// Found makes a network with its first spaces. It refuses an empty name, a name in use and a language we don't have.
// By is the founding member's id, or "system" for the first network of an instance.
func (n *Networks) Found(ctx context.Context, by string, kind Kind, name string, languages []string) (Network, error) {
	network := Network{ID: uuid.NewString(), Kind: kind, Name: strings.TrimSpace(name), Languages: languages, FoundedOn: n.today()}
	if err := checkNetwork(network); err != nil {
		return Network{}, err
	}
	tx, err := n.streams.Begin(ctx)
	if err != nil {
		return Network{}, fmt.Errorf("founding a network: %w", err)
	}
	defer tx.Rollback()
	if err := insertNetwork(ctx, tx.Tx, network); err != nil {
		if violates(err, "networks_name_once") {
			return Network{}, locales.Refuse(locales.Conflict, "networks.name_taken")
		}
		return Network{}, fmt.Errorf("founding network %s: %w", network.ID, err)
	}
	for _, space := range firstSpaces(network) {
		if _, err := insertSpace(ctx, tx.Tx, space); err != nil {
			return Network{}, fmt.Errorf("opening the spaces of network %s: %w", network.ID, err)
		}
	}
	record := audit.Record{Network: network.ID, Actor: by, Act: "network.founded", Subject: network.ID}
	if err := audit.Append(ctx, tx.Tx, record); err != nil {
		return Network{}, err
	}
	return network, tx.Commit()
}

// FoundLocal makes a Local network on behalf of a steward of the Global one.
func (n *Networks) FoundLocal(ctx context.Context, a Actor, name string, languages []string) (Network, error) {
	if err := Allow(a, FoundNetwork, nil); err != nil {
		return Network{}, err
	}
	return n.Found(ctx, a.Member, Local, name, languages)
}

// All lists the networks by name.
func (n *Networks) All(ctx context.Context) ([]Network, error) {
	networks, err := readNetworks(ctx, n.db)
	if err != nil {
		return nil, fmt.Errorf("reading the networks: %w", err)
	}
	return networks, nil
}

// Network reads one network.
func (n *Networks) Network(ctx context.Context, id string) (Network, error) {
	network, err := readNetwork(ctx, n.db, id)
	if err != nil {
		return Network{}, notFound(err, "networks.network_not_found", "reading network %s", id)
	}
	return network, nil
}

// SetLanguages says which languages a network has; its main one stays first if it is among them. The agreement is wanted
// in each of them, and a new space is meant for them.
func (n *Networks) SetLanguages(ctx context.Context, a Actor, languages []string) error {
	return n.changeNetwork(ctx, a, "network.languages_set", func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		main := network.Languages[0]
		network.Languages = slices.Clone(languages)
		if i := slices.Index(network.Languages, main); i > 0 {
			network.Languages = slices.Insert(slices.Delete(network.Languages, i, i+1), 0, main)
		}
		if err := checkNetwork(network); err != nil {
			return false, err
		}
		return true, updateLanguages(ctx, tx, network)
	})
}

// SetCountries says whose helplines the network's members see first. Which countries have any isn't known here.
func (n *Networks) SetCountries(ctx context.Context, a Actor, codes []string) error {
	return n.changeNetwork(ctx, a, "network.countries_set", func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		codes := slices.Compact(slices.Sorted(slices.Values(codes)))
		if slices.Equal(codes, network.Countries) {
			return false, nil
		}
		err := updateCountries(ctx, tx, network.ID, codes)
		if violates(err, "networks_countries") {
			return false, locales.Refuse(locales.Invalid, "networks.country_unknown")
		}
		return true, err
	})
}

// Sweep forgets invitations, recoveries, mergers and quiet days whose time has passed, gives the roles that have waited long
// enough, tells those who haven't been told yet of a merger, and erases the networks that were closed long ago.
func (n *Networks) Sweep(ctx context.Context) error {
	if err := n.eraseClosed(ctx); err != nil {
		return err
	}
	if err := n.giveWaited(ctx); err != nil {
		return err
	}
	if err := n.TellMergers(ctx); err != nil {
		return err
	}
	if err := n.forgetMergers(ctx); err != nil {
		return err
	}
	if err := deleteSpent(ctx, n.db, n.today()); err != nil {
		return fmt.Errorf("forgetting sanctions: %w", err)
	}
	if err := forgetCalm(ctx, n.db, n.now()); err != nil {
		return fmt.Errorf("forgetting quiet days: %w", err)
	}
	if err := forgetInvitationDays(ctx, n.db, n.today()); err != nil {
		return fmt.Errorf("forgetting how many invitations were issued: %w", err)
	}
	if err := deleteExpired(ctx, n.db, n.today()); err != nil {
		return fmt.Errorf("forgetting expired invitations: %w", err)
	}
	if err := forgetRecoveries(ctx, n.db, n.today()); err != nil {
		return fmt.Errorf("forgetting recoveries: %w", err)
	}
	if err := forgetKeyAsks(ctx, n.db, n.today()); err != nil {
		return fmt.Errorf("forgetting who asked for a new passkey: %w", err)
	}
	return nil
}

func checkNetwork(network Network) error {
	if network.Name == "" || len([]rune(network.Name)) > 60 {
		return locales.Refuse(locales.Invalid, "networks.name_length")
	}
	if len(network.Languages) == 0 {
		return locales.Refuse(locales.Invalid, "networks.language_needed")
	}
	if !areLanguages(network.Languages) {
		return locales.Refuse(locales.Invalid, "networks.language_unknown")
	}
	return nil
}

func (n *Networks) today() time.Time { return n.now().UTC().Truncate(24 * time.Hour) }

// notFound turns a missing row into a refusal with the given message, and wraps everything else.
func notFound(err error, message, doing, id string) error {
	if errors.Is(err, errNoRow) {
		return locales.Refuse(locales.NotFound, message)
	}
	return fmt.Errorf(doing+": %w", id, err)
}
