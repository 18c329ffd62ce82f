package realtime

import (
	"context"
	"errors"

	"tinig/realtime/stream"
)

// asked does what a client's frame asks for. It returns errBadFrame for what isn't of the protocol.
func (s *socket) asked(text []byte) error {
	f, err := parseFollow(text)
	if err != nil {
		return err
	}
	switch err := s.follow(f); {
	case errors.Is(err, stream.ErrTooOld):
		s.say(resyncFrame(f.Channel))
	case err != nil:
		s.refuse(f.Channel, err)
	}
	return nil
}

var errNotFollowed = errors.New("a channel that can't be followed")

// follow puts the socket into a channel at a position.
func (s *socket) follow(f followFrame) error {
	if isControl(f.Channel) {
		return errNotFollowed
	}
	if err := s.may(f.Channel); err != nil {
		return err
	}
	r := s.hub.room(f.Channel)
	c, err := r.join(s.hub.ctx, keyOf(s.who), stream.Position{Seq: f.After, Epoch: f.Epoch})
	if err != nil {
		s.hub.release(r)
		return err
	}
	s.shard.do(func() { s.shard.follow(s, c) })
	return nil
}

func (s *socket) may(ch stream.Channel) error {
	ctx, cancel := context.WithTimeout(s.hub.ctx, workTimeout)
	defer cancel()
	return s.hub.config.May(ctx, s.who, ch)
}

// refuse tells a refusal in her words. An error of ours closes the socket: she will come back and try again.
func (s *socket) refuse(ch stream.Channel, err error) {
	if errors.Is(err, errNotFollowed) {
		s.say(refusedFrame(ch, ""))
		return
	}
	text, refused := s.hub.refused(s.who.Lang, err)
	if refused {
		s.say(refusedFrame(ch, text))
		return
	}
	s.hub.report("following a channel", err, "channel", ch)
	s.end(codeFault)
}

// refused returns the words of a refusal. A hub that wasn't told how to know one takes every error for a refusal without words.
func (h *Hub) refused(lang string, err error) (string, bool) {
	if h.config.Refused == nil {
		return "", true
	}
	return h.config.Refused(lang, err)
}
