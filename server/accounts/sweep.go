package accounts

import (
	"context"
)

// Sweep forgets sessions and tickets whose time is over. They open nothing before either.
func (a *Accounts) Sweep(ctx context.Context) error {
	return a.store.sweep(ctx, a.now())
}

// Rewrite writes the package's tables again, each in the order of its random ids and in one transaction, and seals
// every keyring's row anew under the newest pepper. After it neither order, transaction numbers nor the difference to
// an earlier backup tells who was active. It is for the night, before the backup: each table stands still meanwhile.
// A table that is in use for longer than a few seconds makes it fail with nothing changed; try again later.
func (a *Accounts) Rewrite(ctx context.Context) error {
	for _, t := range rewritten {
		if err := a.store.rewrite(ctx, t, a.renew); err != nil {
			return err
		}
	}
	return nil
}

// renew gives a keyring's row another outer seal. A row that no pepper opens stays as it is.
func (a *Accounts) renew(r keyringRow) keyringRow {
	if inner, err := a.unwrapRow(r.Sealed, r.ID); err == nil {
		r.Sealed = a.wrapRow(inner, r.ID)
	}
	return r
}
