package accounts

import (
	"context"
)

// Sweep forgets sessions and tickets whose time is over. They open nothing before either.
func (a *Accounts) Sweep(ctx context.Context) error {
	return a.store.sweep(ctx, a.now())
}

// Rewritten is the table that Rewrite rewrites. The package's others are rewritten with all the rest.
const Rewritten = "keyrings"

// Rewrite seals every keyring's row anew under the newest pepper, and writes the table again in the order of its random ids,
// in one transaction: neither order, transaction numbers nor the difference to an earlier backup tells who was active. It is
// for the night, before the backup: nobody's request is answered meanwhile. When the table is in use for longer than a fifth
// of a second it fails with nothing changed (PostgreSQL's 55P03); try again later.
func (a *Accounts) Rewrite(ctx context.Context) error {
	return a.store.rewriteKeyrings(ctx, a.renew)
}

// renew gives a keyring's row another outer seal. A row that no pepper opens stays as it is.
func (a *Accounts) renew(r keyringRow) keyringRow {
	if inner, err := a.unwrapRow(r.Sealed, r.ID); err == nil {
		r.Sealed = a.wrapRow(inner, r.ID)
	}
	return r
}
