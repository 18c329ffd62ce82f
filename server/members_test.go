package main

import (
	"slices"
	"testing"

	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
)

// What becomes of each column that refers to a member, when she leaves and when she begins anew. Whoever adds one decides
// it here: moved (a Follow of its package brings it along when she begins anew; it goes when she leaves), words (they are
// nobody's or erased: forum.Settle), unnamed (it is another's, and stays without her, ON DELETE SET NULL), or forgotten (it goes
// with her row, ON DELETE CASCADE).
var ofMembers = map[string]string{
	"member_roles.member_id":      "forgotten",
	"blocks.member_id":            "moved",
	"blocks.blocked_id":           "moved",
	"recoveries.member_id":        "forgotten",
	"key_asks.member_id":          "forgotten",
	"role_asks.member_id":         "forgotten",
	"invitation_days.member_id":   "forgotten",
	"eighteens.member_id":         "forgotten",
	"first_steward_asks.asked_by": "forgotten",
	"first_steward_asks.asked_in": "forgotten", // the network of who asked
	"topics.author_id":            "words",
	"posts.author_id":             "words",
	"held_posts.author_id":        "words",
	"reads.member_id":             "moved",
	"drafts.member_id":            "moved",
	"check_months.member_id":      "moved",
	"details.member_id":           "forgotten", // under her new name she has left nothing yet
	"handing_keys.member_id":      "forgotten",
	"handings.member_id":          "forgotten", // under her new id the lead would know her by the old one
	"handings.lead_id":            "forgotten",
	"helpline_changes.asked_by":   "forgotten", // else she could be the second person under her new id
	"vault_custodians.member_id":  "unnamed",   // her key keeps the place until another takes it
	"vault_contacts.member_id":    "forgotten",
	"vault_openings.member_id":    "unnamed",
	"vault_openings.asked_by":     "unnamed",
	"vault_openings.approved_by":  "unnamed",
	"vault_openings.reviewed_by":  "unnamed",
	"vault_changes.member_id":     "forgotten",
	"vault_changes.first_by":      "forgotten",
	"vault_changes.second_by":     "forgotten",
	"duty_rota.member_id":         "forgotten", // a lead who begins anew is given her role anew
	"duty_here.member_id":         "forgotten",
	"duty_here.handing_to":        "unnamed",
	"alerts.member_id":            "forgotten", // under her new id the lead would know her by the old one
	"alerts.taken_by":             "unnamed",
	"concern_keys.member_id":      "forgotten",
	"address_seals.member_id":     "forgotten",
	"concern_seats.member_id":     "forgotten", // who has a seat gives her hers again
	"concerns.member_id":          "unnamed",   // what leads did stays for its days, and says no more about whom
	"concerns.asked_by":           "unnamed",
	"thread_keys.member_id":       "forgotten",
	"thread_codes.member_id":      "forgotten",
	"thread_entries.member_id":    "forgotten",
	"thread_seats.member_id":      "forgotten", // under her new id the other one would know her by the old one
	"thread_words.author_id":      "forgotten",
	"cases.member_id":             "unnamed",
	"reports.reporter_id":         "unnamed",
	"case_conflicts.member_id":    "forgotten",
	"case_conflicts.about_id":     "forgotten",
	"mutes.member_id":             "moved",
	"mutes.muted_id":              "forgotten",
	"reactions.member_id":         "moved",
	"translations.author_id":      "words",
	"translations.agreed_by":      "words",
	"notices.member_id":           "forgotten",
	"notice_reads.member_id":      "forgotten",
	"follows.member_id":           "moved",
	"topic_consents.member_id":    "forgotten",
	"circle_members.member_id":    "forgotten",
	"cohort_people.member_id":     "forgotten",
	"attendance.member_id":        "forgotten",
	"progress.member_id":          "moved",
	"journal.member_id":           "moved",
	"confidence.member_id":        "moved",
	"room_duty.member_id":         "forgotten",
	"room_people.member_id":       "forgotten",
	"room_requests.member_id":     "forgotten",
	"campaign_people.member_id":   "forgotten",
	"stories.member_id":           "moved",
	"contributions.member_id":     "moved",
	"signatures.member_id":        "unnamed",   // she stays counted as one who was a confirmed member when she signed; her name is gone
	"story_grants.member_id":      "forgotten", // under her new name nothing may tell the old one; what is out is asked back
	"speaker_wishes.member_id":    "forgotten", // under her new name she says anew whether she would speak
	"bookings.member_id":          "forgotten",
	"deliverers.member_id":        "forgotten", // with the cohorts; and a level that followed would tell who she was
	"observations.member_id":      "forgotten",
	"observations.observer_id":    "unnamed",
	"calibrations.member_id":      "forgotten",
	"supervisions.member_id":      "forgotten",
	"supervisions.with_id":        "unnamed",
	"levels.member_id":            "forgotten",
	"levels.prepared_by":          "unnamed",
	"adaptation_asks.member_id":   "forgotten", // who begins anew could agree with herself

	"statement_comments.member_id":     "forgotten",
	"statement_translations.author_id": "unnamed",
}

func TestItIsDecidedWhatBecomesOfAllThatNamesAMember(t *testing.T) {
	db, err := sqlx.Connect("postgres", dbtest.URL(t))
	must(t, err)
	defer db.Close()
	var references []struct {
		Name    string `db:"name"`
		Cascade bool   `db:"cascade"`
		Unnamed bool   `db:"unnamed"`
	}
	must(t, db.Select(&references, `
		SELECT f.conrelid::regclass || '.' || a.attname AS name, f.confdeltype = 'c' AS cascade, f.confdeltype = 'n' AS unnamed
		FROM pg_constraint f
		CROSS JOIN LATERAL unnest(f.conkey) AS key (number)
		JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = key.number
		WHERE f.contype = 'f'
		AND f.confrelid = 'members'::regclass
		AND a.attname <> 'network_id'
		ORDER BY 1`))
	var there []string
	for _, r := range references {
		there = append(there, r.Name)
		switch becomes, decided := ofMembers[r.Name]; {
		case !decided:
			t.Errorf("nobody has decided what becomes of %s when a member leaves or begins anew", r.Name)
		case r.Cascade == (becomes == "words" || becomes == "unnamed") || r.Unnamed != (becomes == "unnamed"):
			t.Errorf("%s is to be %s, and its reference doesn't say so", r.Name, becomes)
		}
	}
	for name := range ofMembers {
		if !slices.Contains(there, name) {
			t.Errorf("there is no %s", name)
		}
	}
}
