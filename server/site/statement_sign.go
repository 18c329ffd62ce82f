package site

import (
	"fmt"
	"net/http"
	"slices"

	"tinig/server/advocacy/statements"
	"tinig/server/helplines"
	"tinig/server/networks"
)

// toSignPage lists what her network's members can sign.
type toSignPage struct {
	Page
	List []statements.Statement
}

// toSign is GET /sign.
func (s *Site) toSign(w http.ResponseWriter, v *visit) (err error) {
	page := toSignPage{Page: s.page(v)}
	page.Heading = v.Printer.T("signature.heading")
	if page.List, err = s.Statements.ToSign(v.Context(), v.Actor, v.Printer.Tag()); err != nil {
		return err
	}
	return s.render(w, http.StatusOK, "statements/to_sign", page)
}

// signPage is a statement as somebody signs it, in her own network. Text is in her language when it is there. Choice is what she has
// just picked.
type signPage struct {
	Page
	One       statements.Statement
	Text      statements.FrozenText
	Carried   bool
	Own       statements.Signature
	Choice    statements.Choice
	Ways      []string
	Roles     []string
	Countries []string
	Inside    []statements.Signer
	Minor     bool
}

// HashText is the hash as the form sends it.
func (p signPage) HashText() string { return fmt.Sprintf("%x", p.One.Hash) }

// Open says whether it can be signed now.
func (p signPage) Open() bool { return p.One.State == statements.Open && p.One.WithheldOn == nil }

// Shown is what will be seen of her in a way of showing.
func (p signPage) Shown(way string) string {
	switch {
	case way == statements.RoleShown && p.Own.Role != "":
		return p.T("signature.shown_role", "Role", p.T("signer_role."+p.Own.Role), "Country", p.T("country."+p.Own.Country))
	case way == statements.RoleShown:
		return p.T("signature.shown_any_role")
	case way == statements.Pseudonym:
		return p.T("signature.shown_pseudonym", "Name", p.Member.Pseudonym)
	case way == statements.Internal:
		return p.T("signature.shown_internal", "Name", p.Member.Pseudonym)
	}
	return p.T("signature.shown_counted")
}

// sign is GET /sign/{public}.
func (s *Site) sign(w http.ResponseWriter, v *visit) error {
	return s.showSign(w, v, http.StatusOK, "")
}

func (s *Site) showSign(w http.ResponseWriter, v *visit, code int, refusal string) error {
	public, err := v.id("public")
	if err != nil {
		return err
	}
	page := signPage{Page: s.page(v), Ways: statements.WaysOf(v.Actor), Roles: statements.Roles, Countries: signerCountries(), Minor: v.Actor.Band != networks.Adult,
		Choice: signChoice(v)}
	page.Error = refusal
	if page.One, page.Carried, err = s.Statements.Here(v.Context(), v.Actor, public); err != nil {
		return err
	}
	if page.One.Out() {
		out, err := s.Statements.Published(v.Context(), public)
		if err != nil {
			return err
		}
		page.Text = out.Text.In(v.Printer.Tag())
	}
	if page.Own, err = s.Statements.Signed(v.Context(), v.Actor, signHand(v, page.One.ID), page.One.ID); err != nil {
		return err
	}
	if page.Inside, err = s.Statements.Inside(v.Context(), v.Actor, page.One); err != nil {
		return err
	}
	return s.render(w, code, "statements/sign", page)
}

// signerCountries are those that can stand for a name.
func signerCountries() []string {
	return slices.DeleteFunc(helplines.Countries(), func(code string) bool { return code == "" })
}

// signHand is what stands for her in a statement: as a person, and as this member.
func signHand(v *visit, statement string) statements.Hand { return signingHand(v, v.Actor)(statement) }

// signingHand is the same as one of her members.
func signingHand(v *visit, as networks.Actor) func(statement string) statements.Hand {
	return func(statement string) statements.Hand {
		return statements.Hand{Once: v.Session.Nullifier("statement " + statement), As: v.Session.Nullifier("statement " + statement + " as " + as.Member)}
	}
}

func signChoice(v *visit) statements.Choice {
	return statements.Choice{Shows: v.FormValue("shows"), Role: v.FormValue("role"), Country: v.FormValue("country")}
}

// onSigning does something with the statement of the path in her network, and shows it again.
func (s *Site) onSigning(w http.ResponseWriter, v *visit, do func(one statements.Statement) error) error {
	public, err := v.id("public")
	if err != nil {
		return err
	}
	one, _, err := s.Statements.Here(v.Context(), v.Actor, public)
	if err != nil {
		return err
	}
	return s.done(w, v, do(one), "/sign/"+public, s.showSign)
}

// postSignature is POST /sign/{public}.
func (s *Site) postSignature(w http.ResponseWriter, v *visit) error {
	return s.onSigning(w, v, func(one statements.Statement) error {
		return s.Statements.Sign(v.Context(), v.Actor, signHand(v, one.ID), one.ID, v.FormValue("hash"), signChoice(v), signerCountries(), v.FormValue("again") != "")
	})
}

// postWithdrawSignature is POST /sign/{public}/withdraw.
func (s *Site) postWithdrawSignature(w http.ResponseWriter, v *visit) error {
	return s.onSigning(w, v, func(one statements.Statement) error {
		return s.Statements.Withdraw(v.Context(), v.Actor, signHand(v, one.ID), one.ID)
	})
}

// postCarry is POST /sign/{public}/carry.
func (s *Site) postCarry(w http.ResponseWriter, v *visit) error {
	return s.onSigning(w, v, func(one statements.Statement) error {
		return s.Statements.Carry(v.Context(), v.Actor, one.Public, v.FormValue("hash"))
	})
}
