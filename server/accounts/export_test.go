package accounts

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
