package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	_ "embed"
	"fmt"
	"time"

	"github.com/BurntSushi/toml"
	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/accounts"
	"tinig/server/advocacy/rounds"
	"tinig/server/advocacy/statements"
	"tinig/server/networks"
)

//go:embed demo_statements.toml
var demoStatementsText string

// demoDeclared is demo_statements.toml.
type demoDeclared struct{ Statements []demoStatement }

// demoStatement goes as far as its days say: those of the two rounds, of opening, closing, delivering and the answer are so many days
// ago, 0 for not at all. Sections are by language; who agreed answers in both rounds.
type demoStatement struct {
	Campaign, By string
	Day          int
	Sections     []map[string]string
	Suggested    []demoSuggested
	Said         []struct {
		By, Lang, Words string
		Section         int
	}
	Agreed                      []string
	Asked, Consent, Opened      int
	Carried                     []demoCarried
	Signed                      []demoSigned
	Closed, Delivered, Answered int
	To, Lang, Answer            string
}

// demoSuggested is a wording that waits when Decided is "". Was is what the section said before it was accepted.
type demoSuggested struct {
	By, Wording, Decided, Reason, Was string
	Section                           int
}

type demoCarried struct {
	Network, By string
	Day         int
}

type demoSigned struct {
	Network              string
	Names                []string
	Shows, Role, Country string
	Day                  int
}

// declared is a statement on its way.
type declared struct {
	*seeder
	demoStatement
	leader       networks.Actor
	network      string
	campaign, id string
}

// declare has a campaign say what it says together.
func (s *seeder) declare(ctx context.Context, leader networks.Actor, network, campaign, title string) error {
	var plan demoDeclared
	if _, err := toml.Decode(demoStatementsText, &plan); err != nil {
		return fmt.Errorf("reading demo_statements.toml: %w", err)
	}
	for _, one := range plan.Statements {
		if one.Campaign != title {
			continue
		}
		d := &declared{seeder: s, demoStatement: one, leader: leader, network: network, campaign: campaign}
		for _, step := range []func(context.Context) error{d.written, d.talkedOver, d.agreedTo, d.opens, d.isSigned, d.goesOut} {
			if err := step(ctx); err != nil {
				return fmt.Errorf("a statement of %q: %w", title, err)
			}
		}
	}
	s.day = time.Now()
	return nil
}

func said(lang, body string, of int) statements.Words {
	return statements.Words{Once: uuid.NewString(), Lang: lang, Body: body, Of: of}
}

// written writes the sections in each language that they have.
func (d *declared) written(ctx context.Context) (err error) {
	d.day = ago(d.Day)
	place, err := d.seeder.campaigns.Place(ctx, d.leader, d.campaign, "")
	if err != nil {
		return err
	}
	own := place.Languages[0]
	for number, section := range d.Sections {
		if number == 0 {
			d.id, err = d.declaring.Begin(ctx, d.leader, d.campaign, said(own, section[own], 0))
		} else {
			_, err = d.declaring.Add(ctx, d.leader, d.campaign, d.id, said(own, d.first(number, section[own]), 0))
		}
		if err != nil {
			return err
		}
	}
	if err := d.suggests(ctx, own); err != nil {
		return err
	}
	for number, section := range d.Sections {
		of, err := d.version(ctx, number)
		if err != nil {
			return err
		}
		for _, lang := range place.Languages[1:] {
			if section[lang] == "" {
				continue
			}
			if err := d.declaring.Reword(ctx, d.leader, d.campaign, d.id, number, said(lang, section[lang], of)); err != nil {
				return fmt.Errorf("section %d in %s: %w", number, lang, err)
			}
		}
	}
	return nil
}

// first is what a section said before somebody suggested what it says now.
func (d *declared) first(number int, now string) string {
	for _, suggested := range d.Suggested {
		if suggested.Section == number && suggested.Was != "" {
			return suggested.Was
		}
	}
	return now
}

func (d *declared) version(ctx context.Context, number int) (int, error) {
	one, err := d.now(ctx)
	if err != nil {
		return 0, err
	}
	sections, err := d.declaring.Sections(ctx, one)
	if err != nil {
		return 0, err
	}
	return sections[number].Version, nil
}

func (d *declared) now(ctx context.Context) (statements.Statement, error) {
	return d.declaring.Statement(ctx, d.leader, d.campaign, d.id, "")
}

// suggests has wordings suggested, and decided as far as they are.
func (d *declared) suggests(ctx context.Context, own string) error {
	for _, suggested := range d.Suggested {
		her, err := d.actor(ctx, d.network, suggested.By)
		if err != nil {
			return err
		}
		of, err := d.version(ctx, suggested.Section)
		if err != nil {
			return err
		}
		words := said(own, suggested.Wording, of)
		if err := d.declaring.Suggest(ctx, her, d.campaign, d.id, suggested.Section, words); err != nil {
			return fmt.Errorf("%s suggesting: %w", suggested.By, err)
		}
		if suggested.Decided == "" {
			continue
		}
		if err := d.declaring.Decide(ctx, d.leader, d.campaign, d.id, words.Once, suggested.Decided, suggested.Reason); err != nil {
			return err
		}
	}
	return nil
}

func (d *declared) talkedOver(ctx context.Context) error {
	for _, comment := range d.Said {
		her, err := d.actor(ctx, d.network, comment.By)
		if err != nil {
			return err
		}
		if err := d.declaring.Comment(ctx, her, d.campaign, d.id, comment.Section, said(comment.Lang, comment.Words, 0)); err != nil {
			return fmt.Errorf("%s: %w", comment.By, err)
		}
	}
	return nil
}

// demoRoundDays is how long the two rounds about a statement last.
const demoRoundDays = 3

// agreedTo asks the group twice, and freezes what nobody objects to.
func (d *declared) agreedTo(ctx context.Context) error {
	for _, day := range []int{d.Asked, d.Consent} {
		if day == 0 {
			return nil
		}
		d.day = ago(day)
		if err := d.asks(ctx); err != nil {
			return err
		}
		d.day = ago(day - demoRoundDays)
		if err := d.circle.Sweep(ctx); err != nil {
			return err
		}
	}
	return d.step(ctx, d.declaring.Freeze)
}

// asks begins a round about it, and lets those who agree answer.
func (d *declared) asks(ctx context.Context) error {
	one, err := d.now(ctx)
	if err != nil {
		return err
	}
	q := statements.Question{Once: uuid.NewString(), Days: demoRoundDays}
	for _, lang := range one.Languages {
		q.Texts = append(q.Texts, rounds.Text{Lang: lang, Title: d.Sections[0][lang], Body: locales.For(lang).T("statement.round_asks")})
	}
	round, err := d.declaring.Ask(ctx, d.leader, d.campaign, d.id, one.Revision, q)
	if err != nil {
		return err
	}
	for _, name := range d.Agreed {
		if err := d.sayIn(ctx, d.network, round, demoAnswer{By: name, Picks: []int{0}}); err != nil {
			return fmt.Errorf("%s answering: %w", name, err)
		}
	}
	return nil
}

// step takes a step from how the statement is now.
func (d *declared) step(ctx context.Context, do func(ctx context.Context, a networks.Actor, campaign, id string, from int) error) error {
	one, err := d.now(ctx)
	if err != nil {
		return err
	}
	return do(ctx, d.leader, d.campaign, d.id, one.Revision)
}

// opens opens it for signature, here and in the networks that carry it.
func (d *declared) opens(ctx context.Context) error {
	if d.Opened == 0 {
		return nil
	}
	d.day = ago(d.Opened)
	one, err := d.now(ctx)
	if err != nil {
		return err
	}
	hash := fmt.Sprintf("%x", one.Hash)
	if err := d.declaring.Release(ctx, d.leader, d.campaign, d.id, one.Revision, hash); err != nil {
		return err
	}
	for _, carried := range d.Carried {
		d.day = ago(carried.Day)
		by, err := d.actor(ctx, carried.Network, carried.By)
		if err != nil {
			return err
		}
		if err := d.declaring.Carry(ctx, by, one.Public, hash); err != nil {
			return fmt.Errorf("in %s: %w", carried.Network, err)
		}
	}
	return nil
}

func (d *declared) isSigned(ctx context.Context) error {
	one, err := d.now(ctx)
	if err != nil {
		return err
	}
	for _, signed := range d.Signed {
		d.day = ago(signed.Day)
		for _, name := range signed.Names {
			her, err := d.actor(ctx, signed.Network, name)
			if err != nil {
				return err
			}
			choice := statements.Choice{Shows: signed.Shows, Role: signed.Role, Country: signed.Country}
			if err := d.declaring.Sign(ctx, her, d.hand(signed.Network, name), d.id, fmt.Sprintf("%x", one.Hash), choice, []string{signed.Country}, false); err != nil {
				return fmt.Errorf("%s signing: %w", name, err)
			}
		}
	}
	return nil
}

// signs has an account's first member sign what her network carries.
func (s *seeder) signs(ctx context.Context, session *accounts.Session, plan demoAccount) error {
	if plan.Signs == "" {
		return nil
	}
	s.day = ago(4)
	her, err := s.actor(ctx, plan.Network, plan.Pseudonym)
	if err != nil {
		return err
	}
	all, err := s.declaring.ToSign(ctx, her, "en")
	for _, one := range all {
		hand := statements.Hand{Once: session.Nullifier("statement " + one.ID), As: session.Nullifier("statement " + one.ID + " as " + her.Member)}
		if err := s.declaring.Sign(ctx, her, hand, one.ID, fmt.Sprintf("%x", one.Hash), statements.Choice{Shows: plan.Signs}, nil, false); err != nil {
			return fmt.Errorf("%s signing: %w", plan.Pseudonym, err)
		}
	}
	return err
}

// hand is what a member without a keyring signs with.
func (d *declared) hand(network, name string) statements.Hand {
	make := func(what string) []byte {
		mac := hmac.New(sha256.New, d.members[network][name].claim)
		mac.Write([]byte(what + d.id))
		return mac.Sum(nil)
	}
	return statements.Hand{Once: make("statement "), As: make("statement as ")}
}

// goesOut ends signing, delivers it and notes the answer.
func (d *declared) goesOut(ctx context.Context) error {
	if d.Closed == 0 {
		return nil
	}
	d.day = ago(d.Closed)
	if err := d.step(ctx, d.declaring.Close); err != nil {
		return err
	}
	d.day = ago(d.Delivered)
	if err := d.step(ctx, func(ctx context.Context, a networks.Actor, campaign, id string, from int) error {
		return d.declaring.Deliver(ctx, a, campaign, id, from, d.To)
	}); err != nil {
		return err
	}
	d.day = ago(d.Answered)
	return d.step(ctx, func(ctx context.Context, a networks.Actor, campaign, id string, from int) error {
		return d.declaring.Settle(ctx, a, campaign, id, from, said(d.Lang, d.Answer, 0))
	})
}
