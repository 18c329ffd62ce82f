package accounts

import (
	"encoding/json"

	"github.com/google/uuid"
)

// Work is how often the costly steps were done: Argon2id, HMAC with a pepper, opening, sealing.
func (a *Accounts) Work() [4]int64 {
	t := a.toil
	return [4]int64{t.stretched.Load(), t.mixed.Load(), t.opened.Load(), t.sealed.Load()}
}

// Occupy takes all the memory that phrases may use, until release is called.
func (a *Accounts) Occupy() (release func()) {
	n := cap(a.doors.memory)
	for range n {
		a.doors.memory <- struct{}{}
	}
	return func() {
		for range n {
			<-a.doors.memory
		}
	}
}

// Guests is how many addresses the guard remembers.
func (g *Guard) Guests() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.guests)
}

// FullKeyring is as much as a keyring ever holds, made ready to be sealed.
func FullKeyring() ([]byte, error) {
	id := uuid.New()
	k := keyring{Version: 1, Phrase: random(keySize), Pepper: random(keySize)}
	for range mostMemberships {
		k.Memberships = append(k.Memberships, Membership{Network: id.String(), Member: id.String(), Claim: random(keySize), Root: id[:],
			Renamed: []int{99999, 99999, 99999}, Stays: beginning(id.String())})
	}
	for range mostSessions {
		k.Sessions = append(k.Sessions, heldSession{Hash: random(keySize), Opened: "2026-11-22", Own: true})
	}
	for range codesEach {
		k.Codes = append(k.Codes, heldCode{random(keySize), random(keySize)})
	}
	for range MostPasskeys {
		k.Passkeys = append(k.Passkeys, heldPasskey{ID: random(keySize), Key: random(77), Count: 99999, Flags: 0x1d, Set: 99999, Not: [][]byte{random(8)}})
	}
	for range spareSlots {
		k.Slots = append(k.Slots, heldSlot{random(keySize), true})
	}
	k.Behind, k.Stretched = random(keySize), random(keySize)
	k.Last = heldVisit{99999, "nakakatulong"}
	k.Settings = Settings{Language: "ceb", Comfort: Comfort{"largest", "show", true, true, true, 99999}, Quiet: Quiet{22, 23, -675, true, 99999}, Paused: true}
	text, err := json.Marshal(k)
	if err != nil {
		return nil, err
	}
	return pad(text, keyringSize)
}
