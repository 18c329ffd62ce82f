package networks

import (
	"slices"

	"tinig/locales"
)

// Act is something a member may or may not do.
type Act int

// The acts. Those from Read to StartCircle, Link apart, and Answer and Facilitate are judged in a space; the others in the network.
const (
	Read            Act = iota // read a space, its topics and posts
	Write                      // start a topic or reply in a space
	PostUnheld                 // have one's words appear at once in a space
	Link                       // have addresses in one's posts become links
	ReviewHeld                 // see and decide what waits for a moderator, where she may read
	ReadVersions               // see earlier versions of edited posts
	Translate                  // offer a translation where she may read, or agree to one
	CareTopic                  // pin, lock, rename, move, split and merge a space's topics
	StartCircle                // start a topic for chosen members in a space
	Block                      // part oneself from another member
	Mute                       // read without the words of another member
	React                      // give a post a sign of support, where she may read
	Invite                     // issue invitations
	ConfirmMember              // confirm newcomers and vouch for members
	GiveRole                   // give and take roles
	AgreeRole                  // be the second person for a role that one alone doesn't give
	RunNetwork                 // change what is the network's: its agreement, spaces, languages, invitations, quiet days
	CloseNetwork               // ask for its end, and agree to it
	RecoverMember              // help a member back in who lost her phrase: two of the staff
	FoundNetwork               // found a Local network
	AgreeEighteen              // agree that a member has turned 18: a steward and the safeguarding lead
	Learn                      // take the course's sessions, keep a journal, be in a cohort
	Teach                      // hold cohorts, and read trainers' notes
	MergeNetwork               // ask that a Local network goes together with another, or answer one that asks
	GoAlong                    // join the other network when hers goes together with it, and know that it does
	HandOver                   // hand words of hers to a safeguarding lead
	OpenHanded                 // take and open what members hand over
	Answer                     // answer in a space's rounds
	Facilitate                 // begin a round in a space, and care for it
	ReadCampaigns              // read the campaigns whose spaces she may read
	WorkOnCampaigns            // come into a campaign's working group, and write in it
	LeadCampaigns              // begin campaigns, and lead those that she was given
	AdaptSessions              // rewrite sessions of the course for the network, and agree to what another has rewritten
	TakeAdaptations            // read what networks offer to the course, and answer
	Speak                      // be asked to speak for a campaign, in public or before those who decide
	Safeguard                  // read what somebody finds unsafe, and decide about it
	KeepStory                  // keep a story of her own, and end what she allowed with it
	GiveStory                  // allow others to use it
	Report                     // say that something isn't right, or that somebody needs help
	Moderate                   // look into what was reported, and decide about it
	SignStatements             // sign what her network carries
	AskForPerson               // ask for a person, and be told how it stands
	StandBy                    // be on duty for those who need a person
	OpenPrivate                // have a code for private threads, and enter another's
	WritePrivate               // write in a private thread that she is in
	SitInPrivate               // be one of the staff in a private thread
	LeaveContact               // leave a sealed contact in case of danger
	KeepShare                  // keep a share of what members left so
	KeepLines                  // say what one knows of helplines, and agree to what another says
)

// rule is one line of the permission table.
type rule struct {
	by        []Role                      // any of these roles
	newcomers bool                        // newcomers too
	vouched   bool                        // only when vouched for
	unless    []Role                      // and none of these roles
	adult     bool                        // only when she is of age
	agreed    bool                        // only when she has agreed to the agreement as it is now
	open      bool                        // only while the network isn't closed
	kind      Kind                        // only in networks of this kind; "" is any
	in        func(a Actor, s Space) bool // and this must hold of the space
}

// table is the one permission table: what isn't in it is refused. may_write in the database repeats Write, but for the
// agreement: what waited for a moderator when it changed may still be posted.
var table = map[Act]rule{
	Read:          {by: []Role{RoleMember}, newcomers: true, in: reads},
	Write:         {by: []Role{RoleMember}, newcomers: true, agreed: true, open: true, in: writes},
	PostUnheld:    {by: []Role{RoleMember}, newcomers: true, agreed: true, open: true, in: unheld},
	Link:          {by: []Role{RoleMember}, vouched: true},
	ReviewHeld:    {by: staffRoles, in: reads},
	ReadVersions:  {by: staffRoles, in: reads},
	Translate:     {by: []Role{RoleMember}, vouched: true, in: reads},
	CareTopic:     {by: staffRoles, in: reads},
	StartCircle:   {by: []Role{RoleMember}, vouched: true, in: unheld},
	Block:         {by: []Role{RoleMember}, newcomers: true},
	Mute:          {by: []Role{RoleMember}, newcomers: true, unless: staffRoles},
	React:         {by: []Role{RoleMember}, newcomers: true, in: reads},
	Invite:        {by: []Role{RoleSteward}, open: true},
	ConfirmMember: {by: []Role{RoleSteward}},
	GiveRole:      {by: []Role{RoleSteward}},
	AgreeRole:     {by: seconds},
	RunNetwork:    {by: []Role{RoleSteward}},
	CloseNetwork:  {by: []Role{RoleSteward}, kind: Local},
	RecoverMember: {by: []Role{RoleSteward, RoleSafeguardingLead}},
	FoundNetwork:  {by: []Role{RoleSteward}, kind: Global, open: true},
	AgreeEighteen: {by: []Role{RoleSteward, RoleSafeguardingLead}},
	KeepLines:     {by: []Role{RoleSteward, RoleSafeguardingLead}},
	Learn:         {by: []Role{RoleMember}},
	Teach:         {by: []Role{RoleTrainer}, adult: true, open: true},
	MergeNetwork:  {by: []Role{RoleSteward}, kind: Local},
	GoAlong:       {by: []Role{RoleMember}, kind: Local},
	HandOver:      {by: []Role{RoleMember}, newcomers: true},
	OpenHanded:    {by: []Role{RoleSafeguardingLead}},
	Answer:        {by: []Role{RoleMember}, agreed: true, open: true, in: reads},
	Facilitate:    {by: []Role{RoleSurvivorLeader, RoleModerator, RoleSteward, RoleSafeguardingLead}, agreed: true, open: true, in: writes},

	ReadCampaigns:   {by: []Role{RoleMember}},
	WorkOnCampaigns: {by: []Role{RoleMember}, agreed: true, open: true},
	LeadCampaigns:   {by: []Role{RoleSurvivorLeader}, agreed: true, open: true},
	Speak:           {by: []Role{RoleMember}, adult: true, agreed: true, open: true},
	Safeguard:       {by: []Role{RoleSafeguardingLead}},
	AdaptSessions:   {by: []Role{RoleTrainer, RoleSteward}, adult: true, open: true},
	TakeAdaptations: {by: []Role{RoleSteward}, kind: Global, open: true},
	KeepStory:       {by: []Role{RoleMember}},
	GiveStory:       {by: []Role{RoleMember}, agreed: true, open: true},
	Report:          {by: []Role{RoleMember}, newcomers: true},
	Moderate:        {by: staffRoles},
	SignStatements:  {by: []Role{RoleMember}, agreed: true, open: true},
	AskForPerson:    {by: []Role{RoleMember}, newcomers: true},
	StandBy:         {by: []Role{RoleSafeguardingLead}, adult: true},
	OpenPrivate:     {by: []Role{RoleMember}, vouched: true, agreed: true, open: true},
	WritePrivate:    {by: []Role{RoleMember}, agreed: true, open: true},
	SitInPrivate:    {by: staffRoles, adult: true, agreed: true, open: true},
	LeaveContact:    {by: []Role{RoleMember}},
	KeepShare:       {by: []Role{RoleCustodian}, adult: true},
}

// Allow returns nil when the actor may do act, in the space where the act is judged in one, and a refusal when not.
// A space she may not read is refused exactly like one that isn't there.
func Allow(a Actor, act Act, in *Space) error {
	line, known := table[act]
	if !known || !line.holds(a, in) {
		if known && len(a.Resting) > 0 && line.holds(a.awake(), in) {
			return ErrKeyFirst
		}
		if line.in != nil && in != nil && !reads(a, *in) {
			return locales.Refuse(locales.NotFound, "networks.space_not_found")
		}
		return locales.Refuse(locales.Forbidden, "networks.not_allowed")
	}
	if err := a.restrained(act); err != nil {
		return err
	}
	if line.open && a.Closed {
		return locales.Refuse(locales.Forbidden, "networks.closed")
	}
	if line.agreed && a.MustAgree {
		return ErrAgreeFirst
	}
	return nil
}

// ErrAgreeFirst refuses words of somebody who hasn't agreed to the network's agreement as it is now.
var ErrAgreeFirst = locales.Refuse(locales.Forbidden, "networks.agree_first")

func (r rule) holds(a Actor, in *Space) bool {
	if r.kind != "" && r.kind != a.Kind || r.vouched && !a.Vouched || r.adult && a.Band != Adult || a.Roles.Has(r.unless...) {
		return false
	}
	if !(a.Standing == Confirmed && a.Roles.Has(r.by...)) && !(a.Standing == Newcomer && r.newcomers) {
		return false
	}
	if r.in == nil {
		return true
	}
	return in != nil && r.in(a, *in)
}

func reads(a Actor, s Space) bool {
	if a.Suspended || slices.Contains(a.Out, s.ID) {
		return false
	}
	return s.Network == a.Network && reaches(a, s.Reads) && (s.Band == AllBands || s.Band == a.Band || a.Roles.Has(staffRoles...))
}

func writes(a Actor, s Space) bool {
	return reads(a, s) && reaches(a, s.Writes) && s.Posting != Closed && (s.Posting != ReadOnly || a.Roles.Has(staffRoles...))
}

func unheld(a Actor, s Space) bool {
	return writes(a, s) && !a.Held && (s.Posting != Held || a.Roles.Has(staffRoles...))
}

func reaches(a Actor, l Level) bool {
	if a.Standing == Newcomer {
		return l == Newcomers
	}
	return a.Standing == Confirmed && a.Roles.Has(levelRoles[l]...)
}
