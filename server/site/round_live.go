package site

import (
	"bytes"
	"fmt"

	"tinig/locales"
	"tinig/realtime"
	"tinig/realtime/stream"
	"tinig/server/advocacy/rounds"
)

// roundFollows is where a round's page follows on.
type roundFollows struct {
	Channel stream.Channel
	Seq     int64
	Epoch   string
}

// roundFollows is where the round's channel stands now. It is read before the round: what happens in between is told once too often, and
// never missed.
func (s *Site) roundFollows(v *visit, id string) (roundFollows, error) {
	channel := rounds.Channel(v.Actor.Network, id)
	heads, epoch, err := s.Streams.Heads(v.Context(), []stream.Channel{channel})
	return roundFollows{channel, heads[channel], epoch}, err
}

// drawRoundNews draws that a round has changed: a line with a link, so that nothing moves under who is writing her answer.
func (s *Site) drawRoundNews(lang string) (realtime.Drawn, error) {
	var out bytes.Buffer
	if err := s.pages["rounds/round"].ExecuteTemplate(&out, "round_news", Page{Printer: locales.For(lang)}); err != nil {
		return realtime.Drawn{}, fmt.Errorf("drawing the news of a round: %w", err)
	}
	return realtime.Drawn{HTML: out.Bytes()}, nil
}
