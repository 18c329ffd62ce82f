package forum_test

import (
	"testing"

	"tinig/server/networks"
)

// What waits for a moderator is not for everybody: that she reads it is recorded, once a day, and else she doesn't see it.
func TestReadingWhatIsHeldIsRecordedOrRefused(t *testing.T) {
	t.Parallel()
	h := alone(t)
	moderator := h.member(networks.RoleModerator)
	topic := h.topic(moderator)
	if _, err := h.Held(ctx, moderator); err != nil || h.count(`SELECT count(*) FROM audit_records WHERE act = 'held.read'`) != 0 {
		t.Errorf("nothing waits, and the record has something of it, %v", err)
	}
	h.holdReply(h.fresh(), topic, "Words.")
	h.db.MustExec(`ALTER TABLE audit_records ADD CONSTRAINT closed CHECK (act <> 'held.read')`)
	if shown, err := h.Held(ctx, moderator); err == nil {
		t.Errorf("without a record she sees %v", shown)
	}
	h.db.MustExec(`ALTER TABLE audit_records DROP CONSTRAINT closed`)
	id := h.held(moderator).ID
	h.held(moderator)
	h.held(h.steward)
	for reader, want := range map[string]int{moderator.Member: 1, h.steward.Member: 1} {
		if n := h.count(`SELECT count(*) FROM audit_records WHERE act = 'held.read' AND actor = $1 AND subject = $2`, reader, id); n != want {
			t.Errorf("it is recorded %d times", n)
		}
	}
}
