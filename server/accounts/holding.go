package accounts

import (
	"context"
	"time"
)

// Hold lets the session last until a time without a sign of her, rounded up to a full hour: she is somewhere that doesn't ask
// for one. It never shortens what is left, nor reaches beyond the session's end.
func (a *Accounts) Hold(ctx context.Context, s *Session, until time.Time) error {
	until = until.Add(time.Hour - time.Nanosecond).Truncate(time.Hour)
	if until.After(s.EndsAt) {
		until = s.EndsAt
	}
	if !until.After(s.IdleUntil) {
		return nil
	}
	s.IdleUntil = until
	return a.store.touch(ctx, s.hash, until)
}

// Release undoes Hold: from now on the usual idle limit counts.
func (a *Accounts) Release(ctx context.Context, s *Session) error {
	until := a.idleUntil(s.IdleLimit())
	if !until.Before(s.IdleUntil) {
		return nil
	}
	s.IdleUntil = until
	return a.store.release(ctx, s.hash, until)
}
