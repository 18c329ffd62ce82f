package networks_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/networks"
)

// The test says the rules once more in its own way, with every role named, and asks every combination of them.

var (
	allLevels    = []networks.Level{networks.Newcomers, networks.Members, networks.Leaders, networks.Staff}
	allPostings  = []networks.Posting{networks.Open, networks.Held, networks.ReadOnly, networks.Closed}
	allBands     = []networks.Band{networks.AllBands, networks.Adult, networks.Minor}
	allStandings = []networks.Standing{networks.Newcomer, networks.Confirmed, networks.Left}
)

// person is a member as her rows describe her: what she was given, whether or not it counts yet.
type person struct {
	standing networks.Standing
	band     networks.Band
	given    []networks.Role
}

// people are everybody there could be: every standing, band, and no, one or two roles.
func people() (all []person) {
	given := [][]networks.Role{nil}
	for i, one := range networks.AllRoles[1:] {
		given = append(given, []networks.Role{one})
		for _, other := range networks.AllRoles[i+2:] {
			given = append(given, []networks.Role{one, other})
		}
	}
	for _, standing := range allStandings {
		for _, band := range []networks.Band{networks.Adult, networks.Minor} {
			for _, roles := range given {
				all = append(all, person{standing, band, roles})
			}
		}
	}
	return all
}

// rooms are all shapes of a space in a network.
func rooms(network string) (all []networks.Space) {
	for _, reads := range allLevels {
		for _, writes := range allLevels {
			for _, posting := range allPostings {
				for _, band := range allBands {
					all = append(all, networks.Space{Network: network, ID: uuid.NewString(), Purpose: networks.PurposeEveryday,
						Reads: reads, Writes: writes, Posting: posting, Band: band})
				}
			}
		}
	}
	return all
}

func (p person) has(roles ...networks.Role) bool {
	return p.standing == networks.Confirmed && slices.ContainsFunc(roles, func(r networks.Role) bool { return slices.Contains(p.given, r) })
}

func (p person) staff() bool {
	return p.has(networks.RoleModerator, networks.RoleSteward, networks.RoleSafeguardingLead)
}

// reaches is the rule of levels: the welcome space for newcomers too, then members, then those who lead, then staff.
func (p person) reaches(level networks.Level) bool {
	switch level {
	case networks.Newcomers:
		return p.standing != networks.Left
	case networks.Members:
		return p.standing == networks.Confirmed
	case networks.Leaders:
		return p.staff() || p.has(networks.RoleSurvivorLeader, networks.RoleTrainer, networks.RoleAdvocate)
	default:
		return p.staff()
	}
}

func (p person) reads(s networks.Space) bool {
	return p.reaches(s.Reads) && (s.Band == networks.AllBands || s.Band == p.band || p.staff())
}

func (p person) writes(s networks.Space) bool {
	return p.reads(s) && p.reaches(s.Writes) && s.Posting != networks.Closed && (s.Posting != networks.ReadOnly || p.staff())
}

func (p person) writesUnheld(now networks.Actor, s networks.Space) bool {
	return p.writes(s) && !now.Held && (s.Posting == networks.Open || p.staff())
}

// inSpace are the acts judged in a space.
var inSpace = map[networks.Act]func(p person, now networks.Actor, s networks.Space) bool{
	networks.Read:         func(p person, _ networks.Actor, s networks.Space) bool { return p.reads(s) },
	networks.Write:        func(p person, _ networks.Actor, s networks.Space) bool { return p.writes(s) },
	networks.PostUnheld:   person.writesUnheld,
	networks.ReviewHeld:   func(p person, _ networks.Actor, s networks.Space) bool { return p.reads(s) && p.staff() },
	networks.ReadVersions: func(p person, _ networks.Actor, s networks.Space) bool { return p.reads(s) && p.staff() },
	networks.Translate: func(p person, now networks.Actor, s networks.Space) bool {
		return p.standing == networks.Confirmed && now.Vouched && p.reads(s)
	},
	networks.React:     func(p person, _ networks.Actor, s networks.Space) bool { return p.reads(s) },
	networks.CareTopic: func(p person, _ networks.Actor, s networks.Space) bool { return p.reads(s) && p.staff() },
	networks.StartCircle: func(p person, now networks.Actor, s networks.Space) bool {
		return p.standing == networks.Confirmed && now.Vouched && p.writesUnheld(now, s)
	},
	networks.Answer: func(p person, _ networks.Actor, s networks.Space) bool {
		return p.standing == networks.Confirmed && p.reads(s)
	},
	networks.Facilitate: func(p person, _ networks.Actor, s networks.Space) bool {
		return p.writes(s) && (p.staff() || p.has(networks.RoleSurvivorLeader))
	},
}

// inNetwork are the others.
var inNetwork = map[networks.Act]func(p person, vouched bool, kind networks.Kind) bool{
	networks.Link:          func(p person, vouched bool, _ networks.Kind) bool { return p.standing == networks.Confirmed && vouched },
	networks.Block:         func(p person, _ bool, _ networks.Kind) bool { return p.standing != networks.Left },
	networks.Mute:          func(p person, _ bool, _ networks.Kind) bool { return p.standing != networks.Left && !p.staff() },
	networks.Invite:        func(p person, _ bool, _ networks.Kind) bool { return p.has(networks.RoleSteward) },
	networks.ConfirmMember: func(p person, _ bool, _ networks.Kind) bool { return p.has(networks.RoleSteward) },
	networks.GiveRole:      func(p person, _ bool, _ networks.Kind) bool { return p.has(networks.RoleSteward) },
	networks.AgreeRole: func(p person, _ bool, _ networks.Kind) bool {
		return p.has(networks.RoleSteward, networks.RoleSafeguardingLead)
	},
	networks.CloseNetwork: func(p person, _ bool, k networks.Kind) bool {
		return p.has(networks.RoleSteward) && k == networks.Local
	},
	networks.RunNetwork: func(p person, _ bool, _ networks.Kind) bool { return p.has(networks.RoleSteward) },
	networks.RecoverMember: func(p person, _ bool, _ networks.Kind) bool {
		return p.has(networks.RoleSteward, networks.RoleSafeguardingLead)
	},
	networks.AgreeEighteen: func(p person, _ bool, _ networks.Kind) bool {
		return p.has(networks.RoleSteward, networks.RoleSafeguardingLead)
	},
	networks.KeepLines: func(p person, _ bool, _ networks.Kind) bool {
		return p.has(networks.RoleSteward, networks.RoleSafeguardingLead)
	},
	networks.Report:    func(p person, _ bool, _ networks.Kind) bool { return p.standing != networks.Left },
	networks.Moderate:  func(p person, _ bool, _ networks.Kind) bool { return p.staff() },
	networks.Safeguard: func(p person, _ bool, _ networks.Kind) bool { return p.has(networks.RoleSafeguardingLead) },
	networks.Learn:     func(p person, _ bool, _ networks.Kind) bool { return p.standing == networks.Confirmed },
	networks.Teach: func(p person, _ bool, _ networks.Kind) bool {
		return p.has(networks.RoleTrainer) && p.band == networks.Adult
	},
	networks.AdaptSessions: func(p person, _ bool, _ networks.Kind) bool {
		return p.has(networks.RoleTrainer, networks.RoleSteward) && p.band == networks.Adult
	},
	networks.TakeAdaptations: func(p person, _ bool, kind networks.Kind) bool {
		return p.has(networks.RoleSteward) && kind == networks.Global
	},
	networks.MergeNetwork: func(p person, _ bool, kind networks.Kind) bool {
		return p.has(networks.RoleSteward) && kind == networks.Local
	},
	networks.GoAlong: func(p person, _ bool, kind networks.Kind) bool {
		return p.standing == networks.Confirmed && kind == networks.Local
	},
	networks.HandOver:        func(p person, _ bool, _ networks.Kind) bool { return p.standing != networks.Left },
	networks.OpenHanded:      func(p person, _ bool, _ networks.Kind) bool { return p.has(networks.RoleSafeguardingLead) },
	networks.ReadCampaigns:   func(p person, _ bool, _ networks.Kind) bool { return p.standing == networks.Confirmed },
	networks.WorkOnCampaigns: func(p person, _ bool, _ networks.Kind) bool { return p.standing == networks.Confirmed },
	networks.KeepStory:       func(p person, _ bool, _ networks.Kind) bool { return p.standing == networks.Confirmed },
	networks.GiveStory:       func(p person, _ bool, _ networks.Kind) bool { return p.standing == networks.Confirmed },
	networks.SignStatements:  func(p person, _ bool, _ networks.Kind) bool { return p.standing == networks.Confirmed },
	networks.AskForPerson:    func(p person, _ bool, _ networks.Kind) bool { return p.standing != networks.Left },
	networks.StandBy: func(p person, _ bool, _ networks.Kind) bool {
		return p.has(networks.RoleSafeguardingLead) && p.band == networks.Adult
	},
	networks.OpenPrivate:  func(p person, vouched bool, _ networks.Kind) bool { return p.standing == networks.Confirmed && vouched },
	networks.WritePrivate: func(p person, _ bool, _ networks.Kind) bool { return p.standing == networks.Confirmed },
	networks.SitInPrivate: func(p person, _ bool, _ networks.Kind) bool { return p.staff() && p.band == networks.Adult },
	networks.LeaveContact: func(p person, _ bool, _ networks.Kind) bool { return p.standing == networks.Confirmed },
	networks.KeepShare: func(p person, _ bool, _ networks.Kind) bool {
		return p.has(networks.RoleCustodian) && p.band == networks.Adult
	},
	networks.LeadCampaigns: func(p person, _ bool, _ networks.Kind) bool { return p.has(networks.RoleSurvivorLeader) },
	networks.Speak: func(p person, _ bool, _ networks.Kind) bool {
		return p.standing == networks.Confirmed && p.band == networks.Adult
	},
	networks.FoundNetwork: func(p person, _ bool, kind networks.Kind) bool {
		return p.has(networks.RoleSteward) && kind == networks.Global
	},
}

// actor is how Enter would make her; one who left doesn't come in, and here does all the same.
func (p person) actor(network string) networks.Actor {
	a := networks.Actor{Network: network, Kind: networks.Local, Member: uuid.NewString(), Band: p.band, Standing: p.standing}
	if p.standing != networks.Newcomer {
		a.Roles = append(networks.Roles{networks.RoleMember}, p.given...)
	}
	return a
}

func TestEveryActInASpaceIsAllowedToThoseOfTheTableOnly(t *testing.T) {
	network := uuid.NewString()
	shapes := rooms(network)
	for _, p := range people() {
		a := p.actor(network)
		for flags := range 4 {
			a.Held, a.Vouched = flags&1 > 0, flags&2 > 0
			for _, space := range shapes {
				for act, rule := range inSpace {
					got := networks.Allow(a, act, &space)
					if want := rule(p, a, space); (got == nil) != want {
						t.Fatalf("act %d of %+v (held %v, vouched %v) in %+v: got %v, want %v", act, p, a.Held, a.Vouched, space, got, want)
					}
					if got != nil && !p.reads(space) && !locales.IsKind(got, locales.NotFound) {
						t.Fatalf("act %d of %+v in %+v: %v tells that there is such a space", act, p, space, got)
					}
				}
			}
		}
	}
}

func TestEveryActInANetworkIsAllowedToThoseOfTheTableOnly(t *testing.T) {
	for _, p := range people() {
		a := p.actor(uuid.NewString())
		for _, a.Kind = range []networks.Kind{networks.Local, networks.Global} {
			for _, a.Vouched = range []bool{false, true} {
				for act, rule := range inNetwork {
					if got, want := networks.Allow(a, act, nil), rule(p, a.Vouched, a.Kind); (got == nil) != want {
						t.Errorf("act %d of %+v (vouched %v) in a %s network: got %v, want %v", act, p, a.Vouched, a.Kind, got, want)
					}
				}
			}
		}
	}
}

// everything is an actor with all that one can have.
func everything(network string) networks.Actor {
	return networks.Actor{Network: network, Kind: networks.Global, Band: networks.Adult, Standing: networks.Confirmed, Vouched: true, Roles: networks.AllRoles}
}

func TestAnActThatIsNotInTheTableIsRefusedToEverybody(t *testing.T) {
	if len(inSpace)+len(inNetwork) != int(networks.KeepLines)+1 {
		t.Error("there is an act that these tests don't know")
	}
	space := networks.Space{Network: "here", Reads: networks.Newcomers, Writes: networks.Newcomers, Posting: networks.Open, Band: networks.AllBands}
	for _, act := range []networks.Act{-1, networks.KeepLines + 1, 1000} {
		refused(t, networks.Allow(everything("here"), act, &space), locales.Forbidden, "networks.not_allowed")
		refused(t, networks.Allow(everything("here"), act, nil), locales.Forbidden, "networks.not_allowed")
	}
}

func TestNobodyStartsACircleBeforeSheIsVouchedFor(t *testing.T) {
	space := networks.Space{Network: "here", Reads: networks.Members, Writes: networks.Members, Posting: networks.Open, Band: networks.AllBands}
	a := everything("here")
	a.Vouched = false
	refused(t, networks.Allow(a, networks.StartCircle, &space), locales.Forbidden, "networks.not_allowed")
}

func TestAnActInASpaceIsRefusedWithoutOne(t *testing.T) {
	for act := range inSpace {
		refused(t, networks.Allow(everything("here"), act, nil), locales.Forbidden, "networks.not_allowed")
	}
}

func TestASpaceOfAnotherNetworkIsNotThere(t *testing.T) {
	space := networks.Space{Network: "there", Reads: networks.Newcomers, Writes: networks.Newcomers, Posting: networks.Open, Band: networks.AllBands}
	for act := range inSpace {
		refused(t, networks.Allow(everything("here"), act, &space), locales.NotFound, "networks.space_not_found")
	}
}

func TestNobodyMayDoAnythingWithoutAStanding(t *testing.T) {
	a := everything("here")
	a.Standing = ""
	space := networks.Space{Network: "here", Reads: networks.Newcomers, Writes: networks.Newcomers, Posting: networks.Open, Band: networks.AllBands}
	for act := networks.Read; act <= networks.Safeguard; act++ {
		if networks.Allow(a, act, &space) == nil {
			t.Errorf("act %d is allowed", act)
		}
	}
}

// The database says once more who may write, and who may read: both are held against Allow for everybody in every space,
// as real rows, and actors as they really enter.
func TestTheDatabaseAllowsWritingToTheSameAsTheTable(t *testing.T) {
	t.Parallel()
	alone(t).repeats("may_write", networks.Write)
}

func TestTheDatabaseAllowsReadingToTheSameAsTheTable(t *testing.T) {
	t.Parallel()
	alone(t).repeats("may_read", networks.Read)
}

// repeats fails the test unless a function of the database allows exactly what the table allows of an act.
func (h *house) repeats(function string, act networks.Act) {
	t := h.t
	t.Helper()
	members := h.insertPeople(people())
	shapes := rooms(h.network.ID)
	h.insertRooms(shapes)
	h.insertRooms(rooms(h.otherNetwork()))
	var allowed []struct{ Member, Space string }
	must(t, h.db.Select(&allowed, `
		SELECT m.id AS member, s.id AS space
		FROM members m, spaces s
		WHERE m.network_id = $1
		AND `+function+`($1, m.id, s.id)`, h.network.ID))
	inDatabase := make(map[[2]string]bool, len(allowed))
	for _, pair := range allowed {
		inDatabase[[2]string{pair.Member, pair.Space}] = true
	}
	compared := 0
	for member, p := range members {
		a, err := h.Follow(ctx, h.network.ID, member)
		if p.standing == networks.Left {
			refused(t, err, locales.NotFound, "networks.member_not_found")
			a = p.actor(h.network.ID)
		} else {
			must(t, err)
		}
		for _, space := range shapes {
			want := networks.Allow(a, act, &space) == nil
			if inDatabase[[2]string{member, space.ID}] != want {
				t.Fatalf("%+v in %+v: Allow says %v, %s says %v", p, space, want, function, !want)
			}
			delete(inDatabase, [2]string{member, space.ID})
			compared++
		}
	}
	if want := len(people()) * 192; compared != want {
		t.Errorf("compared %d pairs, want %d", compared, want)
	}
	for pair := range inDatabase {
		if slices.Contains(h.foreignSpaces(), pair[1]) {
			t.Errorf("%s lets %s into another network", function, pair[0])
		}
	}
}

func (h *house) insertPeople(all []person) map[string]person {
	h.t.Helper()
	byID := make(map[string]person, len(all))
	var members, roles []map[string]any
	for _, p := range all {
		id := uuid.NewString()
		byID[id] = p
		members = append(members, map[string]any{"network": h.network.ID, "id": id, "name": "Member " + id, "band": p.band, "standing": p.standing, "day": h.now()})
		for _, role := range p.given {
			roles = append(roles, map[string]any{"network": h.network.ID, "id": id, "role": role})
		}
	}
	_, err := h.db.NamedExec(`
		INSERT INTO members (network_id, id, pseudonym, claim_hash, band, standing, joined_on)
		VALUES (:network, :id, :name, '', :band, :standing, :day)`, members)
	must(h.t, err)
	_, err = h.db.NamedExec(`
		INSERT INTO member_roles (network_id, member_id, role)
		VALUES (:network, :id, :role)`, roles)
	must(h.t, err)
	return byID
}

func (h *house) insertRooms(all []networks.Space) {
	h.t.Helper()
	for chunk := range slices.Chunk(all, 72) {
		_, err := h.db.NamedExec(`
			INSERT INTO spaces (network_id, id, purpose, reads, writes, posting, band, place)
			VALUES (:network_id, :id, :purpose, :reads, :writes, :posting, :band, 9)`, chunk)
		must(h.t, err)
	}
}

func (h *house) otherNetwork() string {
	h.t.Helper()
	return h.found(networks.Local).ID
}

func (h *house) foreignSpaces() (ids []string) {
	h.t.Helper()
	must(h.t, h.db.Select(&ids, `SELECT id FROM spaces WHERE network_id <> $1`, h.network.ID))
	return ids
}
