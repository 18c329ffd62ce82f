package networks_test

import (
	"errors"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/migrations/dbtest"
	"tinig/server/audit"
	"tinig/server/networks"
)

// privileged is one act that must be recorded: what prepares it, and what does it. Doing returns the id that the record
// names as its subject.
type privileged struct {
	act    audit.Act
	by     func(h *house) string
	before func(h *house) (do func() (subject string, err error))
}

func bySteward(h *house) string { return h.steward.Member }

func bySystem(*house) string { return "system" }

// onNewcomer is an act of the steward on somebody who has just joined.
func onNewcomer(act audit.Act, do func(h *house, id string) error) privileged {
	return privileged{act, bySteward, func(h *house) func() (string, error) {
		id := h.newcomer().Member
		return func() (string, error) { return id, do(h, id) }
	}}
}

// onMember is an act of the steward on somebody confirmed, with these roles.
func onMember(act audit.Act, do func(h *house, id string) error, roles ...networks.Role) privileged {
	return privileged{act, bySteward, func(h *house) func() (string, error) {
		id := h.member(roles...).Member
		return func() (string, error) { return id, do(h, id) }
	}}
}

// onAsked is an act of the steward on somebody for whom another steward has asked.
func onAsked(act audit.Act, do func(h *house, id string) error) privileged {
	return privileged{act, bySteward, func(h *house) func() (string, error) {
		id, other := h.member().Member, h.member(networks.RoleSteward)
		must(h.t, h.Give(ctx, other, id, networks.RoleModerator))
		return func() (string, error) { return id, do(h, id) }
	}}
}

// onNetwork is an act of the steward on the network itself, after what must be there before.
func onNetwork(act audit.Act, do func(h *house) error, before ...func(h *house) error) privileged {
	return privileged{act, bySteward, func(h *house) func() (string, error) {
		for _, prepare := range before {
			must(h.t, prepare(h))
		}
		return func() (string, error) { return h.network.ID, do(h) }
	}}
}

var privilegedActs = []privileged{
	onNewcomer("member.confirmed", func(h *house, id string) error { return h.Confirm(ctx, h.steward, id) }),
	onMember("member.vouched", func(h *house, id string) error { return h.Vouch(ctx, h.steward, id) }),
	onMember("role.given.advocate", func(h *house, id string) error { return h.Give(ctx, h.steward, id, networks.RoleAdvocate) }),
	onMember("role.taken.trainer", func(h *house, id string) error { return h.Take(ctx, h.steward, id, networks.RoleTrainer) }, networks.RoleTrainer),
	onMember("role.asked.moderator", func(h *house, id string) error { return h.Give(ctx, h.steward, id, networks.RoleModerator) }),
	onAsked("role.given.moderator", func(h *house, id string) error { return h.AgreeRole(ctx, h.steward, id, networks.RoleModerator) }),
	onAsked("role.declined.moderator", func(h *house, id string) error { return h.DeclineRole(ctx, h.steward, id, networks.RoleModerator) }),
	onMember("recovery.asked", func(h *house, id string) error { return h.AskRecovery(ctx, h.steward, id) }),
	{"passkey.asked", bySteward, func(h *house) func() (string, error) {
		return func() (string, error) { return h.steward.Member, h.AskNewKey(ctx, h.steward) }
	}},
	{"passkey.agreed", bySteward, func(h *house) func() (string, error) {
		her := h.asksForKey(h.member(networks.RoleModerator))
		return func() (string, error) { return her.Member, h.AgreeNewKey(ctx, h.steward, her.Member) }
	}},
	{"passkey.declined", bySteward, func(h *house) func() (string, error) {
		her := h.asksForKey(h.member(networks.RoleModerator))
		return func() (string, error) { return her.Member, h.DeclineNewKey(ctx, h.steward, her.Member) }
	}},
	{"passkey.renewed", bySteward, func(h *house) func() (string, error) {
		for _, role := range []networks.Role{networks.RoleSteward, networks.RoleSafeguardingLead} {
			must(h.t, h.AgreeNewKey(ctx, h.member(role), h.asksForKey(h.steward).Member))
		}
		return func() (string, error) { return h.steward.Member, h.UseNewKey(ctx, h.steward) }
	}},
	{"invitation.issued", bySteward, func(h *house) func() (string, error) {
		return func() (string, error) {
			i, err := h.Invite(ctx, h.steward, networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()})
			return i.ID, err
		}
	}},
	{"invitation.revoked", bySteward, func(h *house) func() (string, error) {
		id := h.invite(networks.RoleMember, networks.Adult).ID
		return func() (string, error) { return id, h.Revoke(ctx, h.steward, id) }
	}},
	{"space.opened", bySteward, func(h *house) func() (string, error) {
		return func() (string, error) { return h.OpenSpace(ctx, h.steward, ownSpace()) }
	}},
	{"space.changed", bySteward, func(h *house) func() (string, error) {
		id := h.openSpace(ownSpace())
		return func() (string, error) { return id, h.ChangeSpace(ctx, h.steward, id, narrower(h.space(id))) }
	}},
	{"space.closed", bySteward, func(h *house) func() (string, error) {
		id := h.openSpace(ownSpace())
		return func() (string, error) { return id, h.CloseSpace(ctx, h.steward, id) }
	}},
	onNetwork("agreement.changed", func(h *house) error { return h.ChangeAgreement(ctx, h.steward, words(0, "en")) }),
	onNetwork("agreement.translated", func(h *house) error { return h.TranslateAgreement(ctx, h.steward, words(1, "fil")) },
		func(h *house) error { return h.ChangeAgreement(ctx, h.steward, words(0, "en")) }),
	onNetwork("network.calmed", func(h *house) error { return h.Calm(ctx, h.steward, 1) }),
	onNetwork("network.calm_ended", func(h *house) error { return h.EndCalm(ctx, h.steward) }, func(h *house) error { return h.Calm(ctx, h.steward, 1) }),
	onNetwork("network.closing_asked", func(h *house) error { return h.AskClosing(ctx, h.steward) }),
	onNetwork("network.closed", func(h *house) error { return h.AgreeClosing(ctx, h.steward) },
		func(h *house) error { return h.AskClosing(ctx, h.member(networks.RoleSteward)) }),
	onNetwork("network.opened", func(h *house) error { return h.StayOpen(ctx, h.steward) }, func(h *house) error { return h.AskClosing(ctx, h.steward) }),
	onNetwork("network.merger_asked", func(h *house) error { return h.AskMerger(ctx, h.steward, h.nextDoor.Name) }, (*house).settleNextDoor),
	onNetwork("network.merger_agreed", func(h *house) error { return h.AgreeMerger(ctx, h.steward) }, (*house).settleNextDoor,
		func(h *house) error { return h.AskMerger(ctx, h.member(networks.RoleSteward), h.nextDoor.Name) }),
	onNetwork("network.merger_ended", func(h *house) error { return h.EndMerger(ctx, h.steward) }, (*house).settleNextDoor,
		func(h *house) error { return h.AskMerger(ctx, h.steward, h.nextDoor.Name) }),
	onNetwork("network.merger_accepted", func(h *house) error { return h.AcceptMerger(ctx, h.steward, h.askedFromNextDoor()) }, (*house).settleNextDoor),
	onNetwork("network.merger_refused", func(h *house) error { return h.RefuseMerger(ctx, h.steward, h.askedFromNextDoor()) }, (*house).settleNextDoor),
	onNetwork("network.countries_set", func(h *house) error { return h.SetCountries(ctx, h.steward, []string{"PH"}) }),
	onNetwork("network.quiet_set", func(h *house) error { return h.SetQuiet(ctx, h.steward, networks.Quiet{From: 21, Until: 7}) }),
	onNetwork("network.languages_set", func(h *house) error { return h.SetLanguages(ctx, h.steward, []string{"sw"}) }),
	{"recovery.approved", bySteward, func(h *house) func() (string, error) {
		her, second := h.member(), h.member(networks.RoleSteward)
		must(h.t, h.AskRecovery(ctx, second, her.Member))
		var id string
		must(h.t, h.db.Get(&id, `SELECT id FROM recoveries WHERE network_id = $1`, h.network.ID))
		return func() (string, error) {
			code, _, err := h.ApproveRecovery(ctx, h.steward, id)
			if err != nil && code != "" {
				h.t.Error("the failed approval comes with a code")
			}
			return id, err
		}
	}},
	{"recovery.cancelled", bySteward, func(h *house) func() (string, error) {
		second := h.member(networks.RoleSteward)
		must(h.t, h.AskRecovery(ctx, second, h.steward.Member))
		return func() (string, error) { return h.steward.Member, h.CancelRecovery(ctx, h.steward) }
	}},
	{"eighteen.agreed", bySteward, func(h *house) func() (string, error) {
		her := h.minor()
		must(h.t, h.TurnEighteen(ctx, her))
		return func() (string, error) { return her.Member, h.AgreeEighteen(ctx, h.steward, her.Member) }
	}},
	{"eighteen.declined", bySteward, func(h *house) func() (string, error) {
		her := h.minor()
		must(h.t, h.TurnEighteen(ctx, her))
		return func() (string, error) { return her.Member, h.DeclineEighteen(ctx, h.steward, her.Member) }
	}},
	{"recovery.used", bySteward, func(h *house) func() (string, error) {
		second, third := h.member(networks.RoleSteward), h.member(networks.RoleSteward)
		must(h.t, h.AskRecovery(ctx, second, h.steward.Member))
		var id string
		must(h.t, h.db.Get(&id, `SELECT id FROM recoveries WHERE network_id = $1`, h.network.ID))
		code, pin, err := h.ApproveRecovery(ctx, third, id)
		must(h.t, err)
		h.pass(3 * day)
		return func() (string, error) { return id, h.Redeem(ctx, code, pin, back(h.steward)) }
	}},
}

// settleNextDoor founds another network, with two stewards who ask whether theirs may go together with the house's.
func (h *house) settleNextDoor() error {
	h.t.Helper()
	door := &house{Networks: h.Networks, t: h.t, db: h.db, time: h.now()}
	door.network = h.found(networks.Local)
	door.steward = h.firstSteward(door.network.ID)
	must(h.t, h.AskMerger(ctx, door.steward, h.network.Name))
	h.nextDoor = door.network
	return h.AgreeMerger(ctx, door.member(networks.RoleSteward))
}

// askedFromNextDoor is the merger that the other network asks.
func (h *house) askedFromNextDoor() (id string) {
	h.t.Helper()
	must(h.t, h.db.Get(&id, `SELECT id FROM mergers WHERE network_id = $1`, h.nextDoor.ID))
	return id
}

// state is all that a network's acts change.
func (h *house) state() string {
	h.t.Helper()
	var state string
	must(h.t, h.db.Get(&state, `
		SELECT concat_ws(E'\n\n',
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM networks r WHERE id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM members r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM member_roles r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM invitations r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM network_closings r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM mergers r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM merger_answers r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM merger_arrivals r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM first_steward_asks r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM role_asks r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM invitation_days r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM spaces r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM agreements r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM recoveries r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM stream_events r WHERE network_id = $1),
			(SELECT string_agg(r::text, E'\n' ORDER BY r::text) FROM audit_heads r WHERE network_id = $1))`, h.network.ID))
	return state
}

// The record is broken by taking its table away for a while: so the acts come one after the other.
func TestAPrivilegedActIsRefusedWhenItCanNotBeRecordedAndRecordedWhenItIsDone(t *testing.T) {
	t.Parallel()
	db := dbtest.New(t)
	for _, p := range privilegedActs {
		t.Run(string(p.act), func(t *testing.T) {
			h := houseIn(t, db)
			do := p.before(h)
			before, records := h.state(), len(h.records(h.network.ID))

			h.db.MustExec(`ALTER TABLE audit_records RENAME TO away`)
			_, err := do()
			var refusal *locales.Refusal
			if err == nil || errors.As(err, &refusal) {
				t.Errorf("without a record it ended with %v", err)
			}
			h.db.MustExec(`ALTER TABLE away RENAME TO audit_records`)
			if after := h.state(); after != before {
				t.Errorf("without a record it changed\n%s\nto\n%s", before, after)
			}

			subject, err := do()
			must(t, err)
			got := h.records(h.network.ID)
			if len(got) != records+1 {
				t.Fatalf("%d records were added", len(got)-records)
			}
			last := got[len(got)-1]
			if last.Act != p.act || last.Actor != p.by(h) || last.Subject != subject {
				t.Errorf("the record is %s by %s on %s, want %s by %s on %s", last.Act, last.Actor, last.Subject, p.act, p.by(h), subject)
			}
			must(t, audit.Verify(ctx, h.db, h.network.ID))
		})
	}
}

func TestAPrivilegedActIsRefusedToAMemberAndLeavesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	a, other := h.member(networks.RoleModerator), h.member()
	i := h.invite(networks.RoleMember, networks.Adult)
	before := h.state()
	draft := networks.InvitationDraft{Role: networks.RoleMember, Band: networks.Adult, Once: uuid.NewString()}
	for what, do := range map[string]func() error{
		"invite":        func() error { _, err := h.Invite(ctx, a, draft); return err },
		"see them":      func() error { _, err := h.Invitations(ctx, a); return err },
		"revoke":        func() error { return h.Revoke(ctx, a, i.ID) },
		"list members":  func() error { _, err := h.Members(ctx, a, networks.Confirmed, ""); return err },
		"confirm":       func() error { return h.Confirm(ctx, a, other.Member) },
		"vouch":         func() error { return h.Vouch(ctx, a, other.Member) },
		"give":          func() error { return h.Give(ctx, a, a.Member, networks.RoleSteward) },
		"agree":         func() error { return h.AgreeRole(ctx, a, other.Member, networks.RoleTrainer) },
		"decline":       func() error { return h.DeclineRole(ctx, a, other.Member, networks.RoleTrainer) },
		"take":          func() error { return h.Take(ctx, a, h.steward.Member, networks.RoleSteward) },
		"ask":           func() error { return h.AskRecovery(ctx, a, other.Member) },
		"open a space":  func() error { _, err := h.OpenSpace(ctx, a, ownSpace()); return err },
		"change one":    func() error { return h.ChangeSpace(ctx, a, uuid.NewString(), ownSpace()) },
		"close one":     func() error { return h.CloseSpace(ctx, a, uuid.NewString()) },
		"agreement":     func() error { return h.ChangeAgreement(ctx, a, words(0, "en")) },
		"translation":   func() error { return h.TranslateAgreement(ctx, a, words(0, "en")) },
		"its texts":     func() error { _, err := h.AgreementTexts(ctx, a); return err },
		"earlier ones":  func() error { _, err := h.EarlierAgreements(ctx, a, 9); return err },
		"calm":          func() error { return h.Calm(ctx, a, 1) },
		"end calm":      func() error { return h.EndCalm(ctx, a) },
		"ask to close":  func() error { return h.AskClosing(ctx, a) },
		"close":         func() error { return h.AgreeClosing(ctx, a) },
		"open":          func() error { return h.StayOpen(ctx, a) },
		"its end":       func() error { _, err := h.Closing(ctx, a); return err },
		"numbers":       func() error { _, err := h.Numbers(ctx, a); return err },
		"ask another":   func() error { return h.AskMerger(ctx, a, "Cove") },
		"agree to it":   func() error { return h.AgreeMerger(ctx, a) },
		"end it":        func() error { return h.EndMerger(ctx, a) },
		"answer one":    func() error { return h.AcceptMerger(ctx, a, uuid.NewString()) },
		"refuse one":    func() error { return h.RefuseMerger(ctx, a, uuid.NewString()) },
		"see mergers":   func() error { _, err := h.Mergers(ctx, a); return err },
		"countries":     func() error { return h.SetCountries(ctx, a, []string{"PH"}) },
		"quiet hours":   func() error { return h.SetQuiet(ctx, a, networks.Quiet{From: 21, Until: 7}) },
		"languages":     func() error { return h.SetLanguages(ctx, a, []string{"en"}) },
		"found another": func() error { _, err := h.FoundLocal(ctx, a, "Cove", []string{"en"}); return err },
	} {
		t.Run(what, func(t *testing.T) { refused(t, do(), locales.Forbidden, "networks.not_allowed") })
	}
	if h.state() != before {
		t.Error("something changed")
	}
}

func TestFoundingANetworkIsRecordedInIt(t *testing.T) {
	t.Parallel()
	h := empty(t, dbtest.New(t))
	global := h.found(networks.Global)
	steward := h.firstSteward(global.ID)
	local, err := h.FoundLocal(ctx, steward, "Cove", []string{"en"})
	must(t, err)
	for network, by := range map[string]string{global.ID: bySystem(h), local.ID: steward.Member} {
		first := h.records(network)[0]
		if first.Act != "network.founded" || first.Actor != by || first.Subject != network {
			t.Errorf("its record is %+v", first)
		}
		must(t, audit.Verify(ctx, h.db, network))
	}
	h.db.MustExec(`ALTER TABLE audit_records RENAME TO away`)
	if _, err := h.FoundLocal(ctx, steward, "Bay", []string{"en"}); err == nil {
		t.Error("one was founded without a record")
	}
	if n := h.count(`SELECT count(*) FROM networks`); n != 2 {
		t.Errorf("there are %d networks", n)
	}
}
