package networks

import "slices"

// Role is what a member is trusted with in her network. Every confirmed member is RoleMember without a row saying so.
type Role string

// The roles.
const (
	RoleMember           Role = "member"
	RoleSurvivorLeader   Role = "survivor_leader"
	RoleTrainer          Role = "trainer"
	RoleAdvocate         Role = "advocate"
	RoleModerator        Role = "moderator"
	RoleSteward          Role = "steward"
	RoleSafeguardingLead Role = "safeguarding_lead"
	RoleCustodian        Role = "custodian"
)

// AllRoles lists the roles in the order in which they are shown.
var AllRoles = []Role{
	RoleMember, RoleSurvivorLeader, RoleTrainer, RoleAdvocate,
	RoleModerator, RoleSteward, RoleSafeguardingLead, RoleCustodian,
}

// Roles are the roles of one member.
type Roles []Role

// Has says whether any of the given roles is among them.
func (r Roles) Has(any ...Role) bool {
	return slices.ContainsFunc(any, func(role Role) bool { return slices.Contains(r, role) })
}

// Acting is the role under whose name its holder acts for the network, "" for who isn't staff.
func (r Roles) Acting() Role {
	for _, role := range staffRoles {
		if r.Has(role) {
			return role
		}
	}
	return ""
}

// Band is the age band: under 18, or adult.
type Band string

// The bands. AllBands stands in a space that has no limit.
const (
	Adult    Band = "adult"
	Minor    Band = "minor"
	AllBands Band = "all"
)

// Standing says how far a member has come into her network.
type Standing string

// The standings. A newcomer sees the welcome space only, and her roles rest, until a steward has confirmed her.
const (
	Newcomer  Standing = "newcomer"
	Confirmed Standing = "confirmed"
	Left      Standing = "left"
)

// Level is how deep into a network a space lies.
type Level string

// The levels, widest first, with the roles that reach them: see levelRoles.
const (
	Newcomers Level = "newcomers"
	Members   Level = "members"
	Leaders   Level = "leaders"
	Staff     Level = "staff"
)

// AllLevels lists the levels, widest first.
var AllLevels = []Level{Newcomers, Members, Leaders, Staff}

var (
	staffRoles  = []Role{RoleModerator, RoleSteward, RoleSafeguardingLead}
	leaderRoles = []Role{RoleSurvivorLeader, RoleTrainer, RoleAdvocate, RoleModerator, RoleSteward, RoleSafeguardingLead}
)

// levelRoles says which roles reach a level.
var levelRoles = map[Level][]Role{
	Newcomers: {RoleMember},
	Members:   {RoleMember},
	Leaders:   leaderRoles,
	Staff:     staffRoles,
}
