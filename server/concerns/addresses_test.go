package concerns_test

import (
	"strings"
	"testing"

	"github.com/google/uuid"

	"tinig/locales"
	"tinig/server/concerns"
	"tinig/server/networks"
)

// tells gives an address, and returns the number under which it waits.
func (h *house) tells(a networks.Actor, text string) (id string) {
	h.t.Helper()
	id = uuid.NewString()
	must(h.t, h.TellAddress(ctx, a, id, text))
	must(h.t, h.TellAddress(ctx, a, id, text)) // twice is no harm
	return id
}

func TestAnAddressIsShownOnceToOneLeadAfterARecord(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	lead, s := h.lead()
	other, otherRing := h.lead()
	id := h.tells(her, "  marker.example/where ")
	for _, a := range []networks.Actor{lead, other} {
		if waiting, err := h.Addresses(ctx, a); err != nil || len(waiting) != 1 || waiting[0].ID != id {
			t.Fatalf("there wait %v, %v", waiting, err)
		}
	}
	_, err := h.TakeAddress(ctx, lead, ring("another keyring"), id)
	refused(t, err, locales.Gone, "address.lost")
	if h.records("address.opened", id) != 0 {
		t.Error("what didn't open is recorded")
	}
	text, err := h.TakeAddress(ctx, lead, s, id)
	if err != nil || text != "marker.example/where" || h.records("address.opened", id) != 1 {
		t.Errorf("she is shown %q, %v, with %d records", text, err, h.records("address.opened", id))
	}
	for _, again := range []func() (string, error){
		func() (string, error) { return h.TakeAddress(ctx, lead, s, id) },
		func() (string, error) { return h.TakeAddress(ctx, other, otherRing, id) },
	} {
		_, err := again()
		refused(t, err, locales.NotFound, "address.not_there")
	}
	var left int
	must(t, h.db.Get(&left, `SELECT count(*) FROM address_seals`))
	if left != 0 {
		t.Error("it is there still")
	}
}

func TestNoTableSaysWhatAnAddressIsOrWhoGaveIt(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	h.lead()
	id := h.tells(her, "marker.example")
	h.tells(her, strings.Repeat("m", concerns.AddressLength))
	var rows []string
	must(t, h.db.Select(&rows, `SELECT d::text FROM addresses d UNION ALL SELECT s::text FROM address_seals s UNION ALL SELECT a::text FROM audit_records a UNION ALL SELECT n::text FROM notices n`))
	all := strings.Join(rows, "\n")
	if !strings.Contains(all, id) || strings.Contains(all, "marker") || strings.Contains(all, her.Member) {
		t.Errorf("they say %s", all)
	}
	var sizes int
	must(t, h.db.Get(&sizes, `SELECT count(DISTINCT octet_length(sealed)) FROM address_seals`))
	if sizes != 1 {
		t.Error("a row's length says how long an address is")
	}
}

func TestAnAddressForWhichThereIsNobodyIsRefused(t *testing.T) {
	h := newHouse(t)
	her := h.member(networks.Adult)
	h.member(networks.Adult, networks.RoleSafeguardingLead) // who isn't ready
	refused(t, h.TellAddress(ctx, her, uuid.NewString(), "marker.example"), locales.Conflict, "address.nobody")
	lead, s := h.lead()
	for _, text := range []string{"", " ", "two\nlines", strings.Repeat("m", concerns.AddressLength+1)} {
		refused(t, h.TellAddress(ctx, her, uuid.NewString(), text), locales.Invalid, "address.length")
	}
	id := h.tells(her, "marker.example")
	_, err := h.Addresses(ctx, her)
	refused(t, err, locales.Forbidden, "networks.not_allowed")
	_, err = h.TakeAddress(ctx, her, ring(her.Member), id)
	refused(t, err, locales.Forbidden, "networks.not_allowed")
	for range 49 {
		must(t, h.TellAddress(ctx, her, uuid.NewString(), "marker.example"))
	}
	refused(t, h.TellAddress(ctx, her, uuid.NewString(), "marker.example"), locales.TooMany, "address.many")
	h.now = h.now.AddDate(0, 0, concerns.AddressDays+1)
	must(t, h.Sweep(ctx))
	_, err = h.TakeAddress(ctx, lead, s, id)
	refused(t, err, locales.NotFound, "address.not_there")
}
