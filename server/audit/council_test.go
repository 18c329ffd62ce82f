package audit_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"tinig/migrations/dbtest"
	"tinig/server/audit"
)

func TestACheckpointIsMadeOnceADay(t *testing.T) {
	db := dbtest.New(t)
	network := chain(t, db, 3)
	l := logAt(t, db, "the server", onDay(0))
	if _, err := l.Asked(ctx); !errors.Is(err, audit.ErrNone) {
		t.Errorf("before the first, it is asked %v", err)
	}
	for range 3 {
		must(t, l.Checkpoint(ctx))
	}
	write(t, db, network, 1)
	must(t, l.Checkpoint(ctx))
	first, cosigned, err := l.Newest(ctx)
	must(t, err)
	if first.Size != 2 || cosigned.Size != 0 { // the server's key and the network's mark
		t.Errorf("the first has size %d, co-signed is %d", first.Size, cosigned.Size)
	}
	must(t, logAt(t, db, "the server", onDay(1)).Checkpoint(ctx))
	second, _, err := l.Newest(ctx)
	must(t, err)
	if second.Size != 4 || !second.Day.Equal(onDay(1)().Truncate(24*time.Hour)) {
		t.Errorf("the second has size %d of %v", second.Size, second.Day)
	}
}

// A checkpoint says nothing of how much is done in a network: whether nothing happens there or much, the log of the server grows alike.
func TestACheckpointDoesNotTellHowMuchIsDone(t *testing.T) {
	db := dbtest.New(t)
	quiet, busy := chain(t, db, 3), chain(t, db, 3)
	for day, records := range []int{0, 1, 40} {
		write(t, db, busy, records)
		must(t, logAt(t, db, "the server", onDay(day)).Checkpoint(ctx))
	}
	var sizes []int64
	must(t, db.Select(&sizes, `SELECT size FROM audit_checkpoints ORDER BY day`))
	if len(sizes) != 3 || sizes[1]-sizes[0] != sizes[2]-sizes[1] {
		t.Errorf("it grows so: %v", sizes)
	}
	l := logAt(t, db, "the server", onDay(2))
	asked, err := l.Asked(ctx)
	must(t, err)
	if strings.Contains(asked, quiet) || strings.Contains(asked, busy) {
		t.Errorf("the council reads %s", asked)
	}
}

func TestAnotherServersKeyIsRecordedAndTheOldOneStillKnown(t *testing.T) {
	db := dbtest.New(t)
	chain(t, db, 2)
	must(t, logAt(t, db, "the first", onDay(0)).Checkpoint(ctx))
	must(t, logAt(t, db, "the second", onDay(1)).Checkpoint(ctx))
	must(t, logAt(t, db, "the second", onDay(2)).Checkpoint(ctx))
	report, err := audit.VerifyAll(ctx, db, audit.Against{})
	if err != nil || report.Checkpoints != 3 {
		t.Errorf("%s, %v", report, err)
	}
	var keys int
	must(t, db.Get(&keys, `SELECT count(*) FROM audit_records WHERE act = 'key.server'`))
	if keys != 2 {
		t.Errorf("%d keys are recorded", keys)
	}
}

// asked is a day's checkpoint as the council is asked to sign it.
func askedOn(t testing.TB, db *sqlx.DB, day int) (l *audit.Log, asked string) {
	t.Helper()
	l = logAt(t, db, "the server", onDay(day))
	must(t, l.Checkpoint(ctx))
	asked, err := l.Asked(ctx)
	must(t, err)
	return l, asked
}

func TestWhatTheCouncilHandsBackIsTakenOnce(t *testing.T) {
	db := dbtest.New(t)
	chain(t, db, 3)
	l, asked := askedOn(t, db, 0)
	secret, public, err := audit.NewCouncilKey()
	must(t, err)
	signed, err := audit.Cosign(secret, "", asked)
	must(t, err)
	if err := l.Take(ctx, signed); !errors.Is(err, audit.ErrNoCouncil) {
		t.Errorf("without a key of hers it ends with %v", err)
	}
	if err := l.SetCouncil(ctx, "council+0+x"); err == nil {
		t.Error("what is no key is taken for one")
	}
	must(t, l.SetCouncil(ctx, " "+public+"\n"))
	other, _, err := audit.NewCouncilKey()
	must(t, err)
	forged, err := audit.Cosign(other, "", asked)
	must(t, err)
	for what, bad := range map[string]string{
		"nothing": "", "what the server signed": asked, "another's": forged, "another day": strings.Replace(signed, "day 2026-03-01", "day 2026-03-02", 1), "half of it": signed[:len(signed)/2],
	} {
		if err := l.Take(ctx, bad); !audit.Unfit(err) {
			t.Errorf("%s ends with %v", what, err)
		}
	}
	for range 2 {
		must(t, l.Take(ctx, "\r\n"+strings.ReplaceAll(signed, "\n", "\r\n"))) // as a form sends it
	}
	_, cosigned, err := l.Newest(ctx)
	must(t, err)
	if cosigned.Size == 0 || cosigned.CosignedOn == nil {
		t.Errorf("co-signed is %+v", cosigned)
	}
	var records int
	must(t, db.Get(&records, `SELECT count(*) FROM audit_records WHERE act = 'checkpoint.cosigned'`))
	if records != 1 {
		t.Errorf("it is recorded %d times", records)
	}
	_, err = audit.VerifyAll(ctx, db, audit.Against{Council: public, Kept: []string{signed}})
	must(t, err)
}

// The council itself notices a record that was written anew, before she signs.
func TestTheCouncilDoesNotSignARecordThatHasNotOnlyGrown(t *testing.T) {
	db, network, _, kept := signed(t)
	secret, _, err := audit.NewCouncilKey()
	must(t, err)
	_, asked := askedOn(t, db, 4)
	_, err = audit.Cosign(secret, kept, asked)
	must(t, err)
	again, err := audit.Cosign(secret, kept, strings.Replace(asked, asked[:strings.Index(asked, "\n\n")], "old 0", 1))
	if err == nil {
		t.Errorf("without a proof she signs %s", again)
	}
	forge(t, db, network, `seq <> 3`)
	resign(t, db, 5)
	_, asked = askedOn(t, db, 5)
	for what, asked := range map[string]string{"without proof": asked, "with a wrong one": strings.Replace(asked, "old 0\n", oldLine(kept), 1)} {
		if signed, err := audit.Cosign(secret, kept, asked); err == nil {
			t.Errorf("%s she signs %s", what, signed)
		}
	}
}

// oldLine is how a request begins that builds on what was kept.
func oldLine(kept string) string { return "old " + strings.Split(kept, "\n")[1] + "\n" }

func TestWhatIsNoRequestIsNotSigned(t *testing.T) {
	db := dbtest.New(t)
	chain(t, db, 3)
	_, asked := askedOn(t, db, 0)
	secret, _, err := audit.NewCouncilKey()
	must(t, err)
	for _, bad := range []string{"", "old 0\n", "old x\n\n" + asked, strings.Replace(asked, "tinig record", "something else", 1), strings.TrimPrefix(asked, "old 0\n\n")} {
		if signed, err := audit.Cosign(secret, "", bad); err == nil {
			t.Errorf("%q is signed: %s", bad, signed)
		}
	}
	if _, err := audit.Cosign("PRIVATE+KEY+x", "", asked); err == nil {
		t.Error("it is signed with no key")
	}
	if _, err := audit.Cosign(secret, "rubbish", asked); err == nil {
		t.Error("it is signed after rubbish")
	}
}

func TestAnActIsProvedWhenTheCouncilHasSigned(t *testing.T) {
	db := unguarded(t)
	network, her := uuid.NewString(), uuid.NewString()
	do := func(act audit.Act, subject string) {
		tx := db.MustBegin()
		must(t, audit.Append(ctx, tx, audit.Record{Network: network, Actor: "moderator", Act: act, Subject: subject}))
		must(t, tx.Commit())
	}
	do("member.confirmed", her)
	do("role.given.trainer", her)
	do("case.opened", her)
	do("member.confirmed", uuid.NewString())
	secret, public, err := audit.NewCouncilKey()
	must(t, err)
	l, asked := askedOn(t, db, 0)
	must(t, l.SetCouncil(ctx, public))
	standing := func() (all []audit.Standing) {
		t.Helper()
		proofs, more, err := l.Concerning(ctx, network, her, []string{her}, []string{"member.confirmed", "role.given.%"}, 0)
		must(t, err)
		if more {
			t.Error("there are more")
		}
		for _, p := range proofs {
			all = append(all, p.Standing)
			if strings.Contains(p.Leaf+p.Key+p.Note+p.Mark, "moderator") {
				t.Error("the proof names who did it")
			}
			if p.Standing == audit.Proved && !p.Holds() {
				t.Errorf("the proof of record %d doesn't hold by itself", p.Seq)
			}
		}
		return all
	}
	is := func(when string, want ...audit.Standing) {
		t.Helper()
		got := standing()
		if len(got) != len(want) {
			t.Fatalf("%s: %v", when, got)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s: %v, want %v", when, got, want)
			}
		}
	}
	is("before the council signed", audit.Waiting, audit.Waiting)
	signed, err := audit.Cosign(secret, "", asked)
	must(t, err)
	must(t, l.Take(ctx, signed))
	is("signed", audit.Proved, audit.Proved)
	do("role.given.advocate", her)
	is("with one more", audit.Waiting, audit.Proved, audit.Proved)

	_, second, err := audit.NewCouncilKey()
	must(t, err)
	must(t, l.SetCouncil(ctx, second))
	is("after the council took another key", audit.Waiting, audit.Proved, audit.Proved)

	tamper(t, db, `UPDATE audit_records SET day = day - 1 WHERE act = 'role.given.trainer'`)
	is("one changed", audit.Waiting, audit.Broken, audit.Proved)
	tamper(t, db, `UPDATE audit_records SET day = day + 1 WHERE act = 'role.given.trainer'`)
	is("as it was", audit.Waiting, audit.Proved, audit.Proved)
	forge(t, db, network, `seq <> 3`)
	is("written anew", audit.Broken, audit.Broken, audit.Broken)
}

func TestActsAreListedPageByPage(t *testing.T) {
	db := dbtest.New(t)
	l, network, her := logOf(t, db), uuid.NewString(), uuid.NewString()
	tx := db.MustBegin()
	for range audit.ConcerningAtOnce + 5 {
		must(t, audit.Append(ctx, tx, audit.Record{Network: network, Actor: "system", Act: "member.vouched", Subject: her}))
	}
	must(t, tx.Commit())
	first, more, err := l.Concerning(ctx, network, her, []string{her}, []string{"member.%"}, 0)
	must(t, err)
	if len(first) != audit.ConcerningAtOnce || !more || first[0].Seq != audit.ConcerningAtOnce+5 {
		t.Errorf("first %d from %d, more %v", len(first), first[0].Seq, more)
	}
	rest, more, err := l.Concerning(ctx, network, her, []string{her}, []string{"member.%"}, first[len(first)-1].Seq)
	must(t, err)
	if len(rest) != 5 || more || rest[4].Seq != 1 {
		t.Errorf("then %d, more %v", len(rest), more)
	}
}
