package advocacy

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/jmoiron/sqlx"

	"tinig/locales"
	"tinig/server/networks"
)

// How long an ask can be, in characters, and how many a campaign can have.
const (
	AskLength  = 3000
	AsksAtMost = 50
)

// Ask is one thing that a campaign asks for. Moves is how many times it has moved: 1 is its writing.
type Ask struct {
	Network  string `db:"network_id"`
	Campaign string `db:"campaign_id"`
	Number   int    `db:"number"`
	Version  int    `db:"version"`
	Status   string `db:"status"`
	Moves    int    `db:"moves"`
	AskText  `db:"text"`
}

// AskText is a version of an ask in one language. First says that the version was written in it.
type AskText struct {
	Version int       `db:"version"`
	Lang    string    `db:"lang"`
	First   bool      `db:"first"`
	Title   string    `db:"title"`
	Body    string    `db:"body"`
	Day     time.Time `db:"day"`
}

// AskDraft is what somebody writes of an ask. From is the version that she saw, 0 for a new one.
type AskDraft struct {
	Once              string
	From              int
	Lang, Title, Body string
}

// check tidies a draft, and refuses one in which something is missing.
func (d AskDraft) check() (AskDraft, error) {
	d.Title, d.Body = line(d.Title), block(d.Body)
	switch {
	case d.Title == "" || d.Body == "":
		return d, locales.Refuse(locales.Invalid, "ask.words_needed")
	case utf8.RuneCountInString(d.Title) > TitleLength || utf8.RuneCountInString(d.Body) > AskLength:
		return d, locales.Refuse(locales.Invalid, "ask.too_long")
	case unknown(d.Lang):
		return d, locales.Refuse(locales.Invalid, "ask.language_needed")
	}
	return d, nil
}

func (d AskDraft) text(version int, first bool, today time.Time) AskText {
	return AskText{Version: version, Lang: d.Lang, First: first, Title: d.Title, Body: d.Body, Day: today}
}

// Draft writes an ask, for the working group. Sent twice, it writes one.
func (v *Advocacy) Draft(ctx context.Context, a networks.Actor, campaign string, d AskDraft) (number int, err error) {
	if d, err = d.check(); err != nil {
		return 0, err
	}
	err = v.change(ctx, a, campaign, Place.Works, func(tx *sqlx.Tx, was Place) error {
		ask := Ask{Network: a.Network, Campaign: campaign, Status: Drafted, AskText: d.text(1, true, v.today())}
		existing, count, err := findAsk(ctx, tx, ask, d.Once)
		if err != nil {
			return fmt.Errorf("looking for an ask of campaign %s: %w", campaign, err)
		}
		if number = existing; existing > 0 {
			return nil
		}
		if count >= AsksAtMost {
			return locales.Refuse(locales.Forbidden, "ask.too_many", "Most", AsksAtMost)
		}
		number, ask.Number = count+1, count+1
		if err := insertAsk(ctx, tx, ask, d.Once); err != nil {
			return fmt.Errorf("writing an ask of campaign %s: %w", campaign, err)
		}
		if err := insertAskText(ctx, tx, ask); err != nil {
			return fmt.Errorf("writing an ask of campaign %s: %w", campaign, err)
		}
		return insertMove(ctx, tx, ask, Move{Number: 1, Status: Drafted, Day: v.today(), Lang: d.Lang})
	})
	return number, err
}

// Asks are a campaign's asks by their numbers, in the language nearest to lang.
func (v *Advocacy) Asks(ctx context.Context, a networks.Actor, campaign, lang string) ([]Ask, error) {
	if _, err := v.Campaign(ctx, a, campaign, lang); err != nil {
		return nil, err
	}
	asks, err := readAsks(ctx, v.db, a.Network, campaign, lang)
	if err != nil {
		return nil, fmt.Errorf("reading the asks of campaign %s: %w", campaign, err)
	}
	return asks, nil
}

// Ask is one ask in the language nearest to lang.
func (v *Advocacy) Ask(ctx context.Context, a networks.Actor, campaign string, number int, lang string) (Ask, error) {
	if _, err := v.Campaign(ctx, a, campaign, lang); err != nil {
		return Ask{}, err
	}
	ask, err := readAsk(ctx, v.db, a.Network, campaign, number, lang)
	if err != nil {
		return Ask{}, absent(err, "reading ask %d of campaign %s", number, campaign)
	}
	return ask, nil
}

// AskTexts are all words that an ask has had, the newest version first.
func (v *Advocacy) AskTexts(ctx context.Context, a networks.Actor, ask Ask) ([]AskText, error) {
	if _, err := v.Campaign(ctx, a, ask.Campaign, ""); err != nil {
		return nil, err
	}
	texts, err := readAskTexts(ctx, v.db, ask)
	if err != nil {
		return nil, fmt.Errorf("reading the texts of ask %d of campaign %s: %w", ask.Number, ask.Campaign, err)
	}
	return texts, nil
}

// Reword makes a new version of an ask, for the working group. An adopted ask is drafted again, as the group has adopted other words.
// Words that were raised stay as they were raised. When there is a newer version than d.From, it is ErrChanged.
func (v *Advocacy) Reword(ctx context.Context, a networks.Actor, campaign string, number int, d AskDraft) error {
	d, err := d.check()
	if err != nil {
		return err
	}
	return v.changeAsk(ctx, a, campaign, number, Place.Works, func(tx *sqlx.Tx, ask Ask) error {
		if ask.Status != Drafted && ask.Status != Adopted {
			return locales.Refuse(locales.Forbidden, "ask.words_raised")
		}
		if ask.Version != d.From {
			return ErrChanged
		}
		again := ask.Status == Adopted
		ask.Version++
		ask.AskText = d.text(ask.Version, true, v.today())
		if err := insertAskText(ctx, tx, ask); err != nil {
			return fmt.Errorf("rewording ask %d of campaign %s: %w", number, campaign, err)
		}
		if again {
			ask.Status, ask.Moves = Drafted, ask.Moves+1
			if err := insertMove(ctx, tx, ask, Move{Number: ask.Moves, Status: Drafted, Day: v.today(), Lang: d.Lang}); err != nil {
				return fmt.Errorf("drafting ask %d of campaign %s again: %w", number, campaign, err)
			}
		}
		return updateAsk(ctx, tx, ask)
	})
}

// TranslateAsk adds a language to the version that counts now, for the working group. When there is a newer version than d.From, or the
// language is there already, it is ErrChanged.
func (v *Advocacy) TranslateAsk(ctx context.Context, a networks.Actor, campaign string, number int, d AskDraft) error {
	d, err := d.check()
	if err != nil {
		return err
	}
	return v.changeAsk(ctx, a, campaign, number, Place.Works, func(tx *sqlx.Tx, ask Ask) error {
		if ask.Version != d.From {
			return ErrChanged
		}
		ask.AskText = d.text(ask.Version, false, v.today())
		err := insertAskText(ctx, tx, ask)
		if violates(err, "ask_texts_pkey") {
			return ErrChanged
		}
		return err
	})
}

// changeAsk runs a change of one ask under its campaign's lock, for whom may says.
func (v *Advocacy) changeAsk(ctx context.Context, a networks.Actor, campaign string, number int, may func(Place) bool, do func(*sqlx.Tx, Ask) error) error {
	return v.change(ctx, a, campaign, may, func(tx *sqlx.Tx, _ Place) error {
		ask, err := readAsk(ctx, tx, a.Network, campaign, number, "")
		if err != nil {
			return absent(err, "reading ask %d of campaign %s", number, campaign)
		}
		return do(tx, ask)
	})
}
