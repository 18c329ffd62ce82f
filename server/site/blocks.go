package site

import (
	"context"
	"net/http"

	"tinig/server/networks"
)

// postBlock is POST /members/{member}/block.
func (s *Site) postBlock(w http.ResponseWriter, v *visit) error {
	return s.part(w, v, s.Networks.Part, "/me/blocked")
}

// postUnblock is POST /members/{member}/unblock.
func (s *Site) postUnblock(w http.ResponseWriter, v *visit) error {
	return s.part(w, v, s.Networks.Meet, "/me/blocked")
}

// postMute is POST /members/{member}/mute.
func (s *Site) postMute(w http.ResponseWriter, v *visit) error {
	return s.part(w, v, s.Networks.Mute, "/me/blocked#muted")
}

// postHear is POST /members/{member}/hear.
func (s *Site) postHear(w http.ResponseWriter, v *visit) error {
	return s.part(w, v, s.Networks.Hear, "/me/blocked#muted")
}

func (s *Site) part(w http.ResponseWriter, v *visit, change func(context.Context, networks.Actor, string) error, path string) error {
	member, err := v.id("member")
	if err != nil {
		return err
	}
	if err := change(v.Context(), v.Actor, member); err != nil {
		return err
	}
	return seeOther(w, v, path)
}
