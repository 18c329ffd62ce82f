package curriculum_test

import (
	"strings"
	"testing"

	"tinig/curriculum"
	"tinig/locales"
)

func TestAnOfferIsAnsweredOnceAndWithAReason(t *testing.T) {
	h := newHouse(t)
	first, second, global := h.adapter(), h.adapter(), curriculum.Actor{Network: h.network, Member: "g", Takes: true}
	must(t, h.Fork(ctx, first, "leaf"))
	refused(t, h.Offer(ctx, first, "leaf"), locales.Conflict, "adapt.publish_first")
	h.writes(first, "leaf", "leaves", "A mango leaf.")
	h.publishes(first, second, "leaf")
	must(t, h.Offer(ctx, first, "leaf"))
	must(t, h.Offer(ctx, second, "leaf"))
	offers, err := h.Offers(ctx, global)
	must(t, err)
	if len(offers) != 1 || offers[0].State != curriculum.Offered || offers[0].Number != 1 {
		t.Fatalf("offered are %+v", offers)
	}
	p, err := h.Proposal(ctx, global, h.network, "leaf", 1)
	must(t, err)
	if files := h.Files(p); !strings.Contains(files["units/leaf/en.md"], "A mango leaf.") {
		t.Errorf("its files are %v", files)
	}
	h.teach(fix(course("Two leaves a day."), "One word, or none.", "Two words, or none."))
	p, err = h.Proposal(ctx, global, h.network, "leaf", 1)
	must(t, err)
	if text := h.Files(p)["units/leaf/en.md"]; !strings.Contains(text, "A mango leaf.") || !strings.Contains(text, "Two words, or none.") {
		t.Errorf("on a newer source its file is %s", text)
	}
	answer := curriculum.Offer{Network: h.network, Unit: "leaf", Number: 1, State: curriculum.Accepted, Reason: "It is clear."}
	refused(t, h.AnswerOffer(ctx, global, curriculum.Offer{Network: h.network, Unit: "leaf", Number: 1, State: curriculum.Declined}), locales.Invalid, "adapt.reason_needed")
	refused(t, h.AnswerOffer(ctx, global, curriculum.Offer{Network: h.network, Unit: "leaf", Number: 1, State: "perhaps", Reason: "So."}), locales.Invalid, "adapt.answer_needed")
	must(t, h.AnswerOffer(ctx, global, answer))
	refused(t, h.AnswerOffer(ctx, global, answer), locales.Conflict, "adapt.answered_before")
	of, err := h.OffersOf(ctx, first, "leaf")
	must(t, err)
	if len(of) != 1 || of[0].State != curriculum.Accepted || of[0].Reason != "It is clear." || of[0].AnsweredOn == nil {
		t.Errorf("the network sees %+v", of)
	}
	_, err = h.Offers(ctx, first)
	absent(t, err)
	_, err = h.Proposal(ctx, first, h.network, "leaf", 1)
	absent(t, err)
	absent(t, h.AnswerOffer(ctx, first, answer))
	_, err = h.Proposal(ctx, global, h.network, "leaf", 2)
	absent(t, err)
	if got := strings.Join(h.acts, ", "); !strings.HasSuffix(got, "session.offered leaf, g offer.accepted "+h.network+" leaf") {
		t.Errorf("recorded is %s", got)
	}
}
