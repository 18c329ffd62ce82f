package networks

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/audit"
)

// AgreementsAtOnce is how many texts of earlier versions are shown at once.
const AgreementsAtOnce = 30

// agreementLength is how many letters a network's own words may have.
const agreementLength = 5000

// Agreement is a network's own words in one version and one language. They stand after the points that every network
// has. A version is never changed, so that whoever agreed to it agreed to what is there.
type Agreement struct {
	Network string    `db:"network_id"`
	Version int       `db:"version"`
	Lang    string    `db:"lang"`
	Body    string    `db:"body"`
	Day     time.Time `db:"day"`
}

// AgreementDraft is what a steward writes. From is the version that she began from: a new version follows it, a
// translation belongs to it.
type AgreementDraft struct {
	From int
	Lang string
	Body string
}

// Agreement is the version that counts now in the language nearest to lang: her own, else the network's main one, else
// the first that it was written in. The zero Agreement is a network without words of its own.
func (n *Networks) Agreement(ctx context.Context, network, lang string) (Agreement, error) {
	texts, err := n.agreementNow(ctx, network)
	if err != nil || len(texts) == 0 {
		return Agreement{}, err
	}
	in := func(tag string) int {
		return slices.IndexFunc(texts, func(a Agreement) bool { return a.Lang == tag })
	}
	if i := in(lang); i >= 0 {
		return texts[i], nil
	}
	about, err := n.Network(ctx, network)
	if err != nil {
		return Agreement{}, err
	}
	for _, tag := range about.Languages {
		if i := in(tag); i >= 0 {
			return texts[i], nil
		}
	}
	return texts[0], nil
}

// AgreementTexts is the version that counts now in all the languages that it has.
func (n *Networks) AgreementTexts(ctx context.Context, a Actor) ([]Agreement, error) {
	if err := Allow(a, RunNetwork, nil); err != nil {
		return nil, err
	}
	return n.agreementNow(ctx, a.Network)
}

func (n *Networks) agreementNow(ctx context.Context, network string) ([]Agreement, error) {
	texts, err := readAgreement(ctx, n.db, network)
	if err != nil {
		return nil, fmt.Errorf("reading the agreement of %s: %w", network, err)
	}
	return texts, nil
}

// EarlierAgreements are the texts of the versions before the given one, the newest first, a page at a time.
func (n *Networks) EarlierAgreements(ctx context.Context, a Actor, before int) ([]Agreement, error) {
	if err := Allow(a, RunNetwork, nil); err != nil {
		return nil, err
	}
	texts, err := readEarlierAgreements(ctx, n.db, a.Network, before)
	if err != nil {
		return nil, fmt.Errorf("reading the agreements of %s: %w", a.Network, err)
	}
	return texts, nil
}

// ChangeAgreement makes a new version, in one language to begin with, and has everybody asked for her agreement before
// she writes again; its writer has agreed. When there is a newer version than d.From already, it is a conflict.
func (n *Networks) ChangeAgreement(ctx context.Context, a Actor, d AgreementDraft) error {
	return n.writeAgreement(ctx, a, d, "agreement.changed", func(ctx context.Context, tx *sqlx.Tx, text Agreement) error {
		text.Version++
		if err := setAgreement(ctx, tx, text); err != nil {
			return err
		}
		if err := insertAgreement(ctx, tx, text); err != nil {
			return err
		}
		return agree(ctx, tx, a, text.Version)
	})
}

// TranslateAgreement adds a language to the version that counts now. It asks nobody again. A language that the version
// has is a conflict: other words are a new version.
func (n *Networks) TranslateAgreement(ctx context.Context, a Actor, d AgreementDraft) error {
	return n.writeAgreement(ctx, a, d, "agreement.translated", func(ctx context.Context, tx *sqlx.Tx, text Agreement) error {
		err := insertAgreement(ctx, tx, text)
		if violates(err, "agreements_pkey") {
			return errAgreementChanged
		}
		return err
	})
}

var errAgreementChanged = locales.Refuse(locales.Conflict, "networks.agreement_changed")

// writeAgreement runs one change of the agreement. The network's lock makes two stewards wait for one another.
func (n *Networks) writeAgreement(ctx context.Context, a Actor, d AgreementDraft, act audit.Act,
	write func(ctx context.Context, tx *sqlx.Tx, text Agreement) error) error {
	text := Agreement{Network: a.Network, Version: d.From, Lang: d.Lang, Body: strings.TrimSpace(strings.ReplaceAll(d.Body, "\r\n", "\n")), Day: n.today()}
	return n.changeNetwork(ctx, a, act, func(ctx context.Context, tx *sqlx.Tx, network Network) (bool, error) {
		if err := text.check(); err != nil {
			return false, err
		}
		if network.Agreement != d.From {
			return false, errAgreementChanged
		}
		return true, write(ctx, tx, text)
	})
}

func (t Agreement) check() error {
	if t.Body == "" || utf8.RuneCountInString(t.Body) > agreementLength {
		return locales.Refuse(locales.Invalid, "networks.agreement_length", "Most", agreementLength)
	}
	if !isLanguage(t.Lang) {
		return locales.Refuse(locales.Invalid, "networks.language_unknown")
	}
	return nil
}

// Agree notes that the actor agrees to the version that she was shown. One that doesn't count any more is a conflict: she
// is shown the newer one. Agreeing twice is no harm.
func (n *Networks) Agree(ctx context.Context, a Actor, version int) error {
	network, err := n.Network(ctx, a.Network)
	if err != nil {
		return err
	}
	if version != network.Agreement {
		return locales.Refuse(locales.Conflict, "networks.agreement_newer")
	}
	if err := agree(ctx, n.db, a, version); err != nil {
		return fmt.Errorf("agreeing as %s: %w", a.Member, err)
	}
	return nil
}

// Untranslated are the network's languages that the agreement, if it has words, doesn't stand in yet.
func (n *Networks) Untranslated(ctx context.Context, a Actor) (tags []string, err error) {
	texts, err := n.AgreementTexts(ctx, a)
	if err != nil || len(texts) == 0 {
		return nil, err
	}
	network, err := n.Network(ctx, a.Network)
	if err != nil {
		return nil, err
	}
	for _, tag := range network.Languages {
		if !slices.ContainsFunc(texts, func(t Agreement) bool { return t.Lang == tag }) {
			tags = append(tags, tag)
		}
	}
	return tags, nil
}
