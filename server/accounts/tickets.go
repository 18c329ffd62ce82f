package accounts

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"time"
)

// TicketLife is how long a ticket can be redeemed.
const TicketLife = 30 * time.Second

// mostTickets is how many of a session's tickets are good at a time: one for each of her tabs, when all come back at once.
const mostTickets = 8

// ticketSize is what a ticket's payload is padded to, at least.
const ticketSize = 512

// Ticket is what a redeemed ticket says.
type Ticket struct {
	Session string    // the session's hash: its channel is "session/" and this
	Payload []byte    // what it was minted with
	Until   time.Time // the session ends then, as it stands now
}

// MintTicket makes a one-time ticket for a socket of this session. The payload, up to 500 bytes, is what the socket
// must know of her; it is sealed under a key that only the ticket has. Of a session's tickets the newest eight are good;
// older ones are forgotten. ErrNoSession when the session has ended.
func (a *Accounts) MintTicket(ctx context.Context, s *Session, data []byte) (string, error) {
	secret := random(keySize)
	padded, err := pad(data, ticketSize)
	if err != nil {
		return "", err
	}
	h := hash("ticket", secret)
	err = a.store.insertTicket(ctx, ticketRow{
		Hash:        h,
		SessionHash: s.hash,
		Sealed:      seal(derive(secret, "ticket"), padded, h),
		Until:       a.now().Add(TicketLife),
	}, mostTickets-1)
	return base64.RawURLEncoding.EncodeToString(secret), err
}

// RedeemTicket takes a ticket, once. ErrNoTicket when it is spent, too old, or its session has ended.
func (a *Accounts) RedeemTicket(ctx context.Context, ticket string) (Ticket, error) {
	secret, err := base64.RawURLEncoding.DecodeString(ticket)
	if err != nil || len(secret) != keySize {
		return Ticket{}, ErrNoTicket
	}
	h := hash("ticket", secret)
	row, err := a.store.ticket(ctx, h, a.now())
	if err != nil {
		return Ticket{}, err
	}
	padded, err := open(derive(secret, "ticket"), row.Sealed, h)
	if errors.Is(err, errSealed) {
		return Ticket{}, ErrNoTicket
	}
	if err != nil {
		return Ticket{}, err
	}
	data, err := unpad(padded)
	return Ticket{Session: hex.EncodeToString(row.SessionHash), Payload: data, Until: row.Until}, err
}
