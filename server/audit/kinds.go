package audit

import "strings"

// Kind is what acts are counted by: few, so that a count says something.
type Kind string

// The kinds.
const (
	People    Kind = "people"    // members let in, invitations
	Roles     Kind = "roles"     // given, taken, asked for
	Rules     Kind = "rules"     // of a network: its agreement, spaces, languages, what is watched for
	Posts     Kind = "posts"     // looked at before they stand; topics closed, moved, merged
	Reports   Kind = "reports"   // decided, appeals with them, and sanctions
	Readings  Kind = "readings"  // of what is restricted
	Ways      Kind = "ways"      // back into a name; and who has turned 18
	Campaigns Kind = "campaigns" // rounds, statements, stories and engagements with them
	Courses   Kind = "courses"   // and who may teach
	Others    Kind = "others"
)

// Kinds are all kinds, in the order in which they are told.
func Kinds() []Kind {
	return []Kind{People, Roles, Rules, Posts, Reports, Readings, Ways, Campaigns, Courses, Others}
}

// reading is what is read by those few who must, act by act: each is recorded before anything is shown.
var reading = map[Act]bool{
	"case.opened": true, "case.read": true, "handing.opened": true, "story.opened": true, "held.read": true, "objection.read": true,
	"concern.opened": true, "concern.read": true, "address.opened": true, "thread.opened": true, "thread.read": true, "vault.opened": true,
}

// kinds are those of acts by the first word of their names.
var kinds = map[string]Kind{
	"member": People, "invitation": People, "first_steward": People,
	"role": Roles, "passkey": Roles, "duty": Roles,
	"network": Rules, "space": Rules, "agreement": Rules, "phrase": Rules, "helpline": Rules, "retention": Rules,
	"held": Posts, "topic": Posts, "post": Posts,
	"case": Reports, "appeal": Reports, "sanction": Reports, "concern": Reports, "address": Reports, "thread": Reports,
	"recovery": Ways, "eighteen": Ways, "vault": Ways,
	"campaign": Campaigns, "ask": Campaigns, "commitment": Campaigns, "process": Campaigns, "stage": Campaigns, "outcome": Campaigns,
	"target": Campaigns, "statement": Campaigns, "round": Campaigns, "engagement": Campaigns, "rider": Campaigns, "speaking": Campaigns,
	"story": Campaigns, "objection": Campaigns, "signature": Campaigns,
	"session": Courses, "cohort": Courses, "course": Courses, "level": Courses, "adaptation": Courses, "certificate": Courses,
	"record": Others, "log": Others, "key": Others, "checkpoint": Others,
}

// Kind is what an act is counted by.
func (a Act) Kind() Kind {
	if reading[a] {
		return Readings
	}
	first, _, _ := strings.Cut(string(a), ".")
	if kind, known := kinds[first]; known {
		return kind
	}
	return Others
}
