package realtime

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"

	"github.com/gorilla/websocket"

	"tinig/realtime/stream"
)

// serverFrame is any frame that the server sends.
type serverFrame struct {
	T       string         `json:"t"`
	Channel stream.Channel `json:"channel,omitempty"`
	Seq     int64          `json:"seq,omitempty"`
	Kind    string         `json:"kind,omitempty"`
	HTML    string         `json:"html,omitempty"`
	Text    string         `json:"text,omitempty"`
	Code    int            `json:"code,omitempty"`
}

// followFrame is the one frame that a client sends.
type followFrame struct {
	T       string         `json:"t"`
	Channel stream.Channel `json:"channel"`
	After   int64          `json:"after"`
	Epoch   string         `json:"epoch"`
}

var errBadFrame = errors.New("a frame that isn't of the protocol")

// The kind of an event that shows nothing.
const kindPass = "pass"

var (
	helloFrame = framed(serverFrame{T: "hello"})
	pingFrame  = appendFrame(nil, websocket.PingMessage, nil)
)

func eventFrame(e stream.Event, html []byte) []byte {
	return framed(serverFrame{T: "event", Channel: e.Channel, Seq: e.Seq, Kind: e.Kind, HTML: string(html)})
}

func passFrame(ch stream.Channel, seq int64) []byte {
	return framed(serverFrame{T: "event", Channel: ch, Seq: seq, Kind: kindPass})
}

func resyncFrame(ch stream.Channel) []byte {
	return framed(serverFrame{T: "resync", Channel: ch})
}

func refusedFrame(ch stream.Channel, text string) []byte {
	return framed(serverFrame{T: "refused", Channel: ch, Text: text})
}

func byeFrame(code int) []byte {
	return framed(serverFrame{T: "bye", Code: code})
}

func closeFrame(code int) []byte {
	return appendFrame(nil, websocket.CloseMessage, websocket.FormatCloseMessage(code, ""))
}

func pongFrame(data string) []byte {
	return appendFrame(nil, websocket.PongMessage, []byte(data))
}

// framed is a frame's JSON in a WebSocket text frame, with no room to spare, so that appending to it copies it.
func framed(f serverFrame) []byte {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false) // It is parsed as JSON, never as a page; escaping would make it half as long again.
	if err := enc.Encode(f); err != nil {
		panic(err) // Strings and numbers always encode.
	}
	payload := bytes.TrimSuffix(text.Bytes(), []byte("\n"))
	frame := appendFrame(make([]byte, 0, len(payload)+headerSize(len(payload))), websocket.TextMessage, payload)
	return frame[:len(frame):len(frame)]
}

// appendFrame appends one unmasked, final frame of RFC 6455, section 5.2.
func appendFrame(dst []byte, opcode int, payload []byte) []byte {
	dst = append(dst, 0x80|byte(opcode))
	switch n := len(payload); {
	case n < 126:
		dst = append(dst, byte(n))
	case n < 1<<16:
		dst = binary.BigEndian.AppendUint16(append(dst, 126), uint16(n))
	default:
		dst = binary.BigEndian.AppendUint64(append(dst, 127), uint64(n))
	}
	return append(dst, payload...)
}

func headerSize(payload int) int {
	switch {
	case payload < 126:
		return 2
	case payload < 1<<16:
		return 4
	default:
		return 10
	}
}

// frameEnd is the first boundary between the frames of b that is not before n. b begins with a frame and holds whole ones.
func frameEnd(b []byte, n int) int {
	end := 0
	for end < n {
		end += frameSize(b[end:])
	}
	return end
}

func frameSize(b []byte) int {
	switch b[1] {
	case 126:
		return 4 + int(binary.BigEndian.Uint16(b[2:]))
	case 127:
		return 10 + int(binary.BigEndian.Uint64(b[2:]))
	default:
		return 2 + int(b[1])
	}
}

func parseFollow(text []byte) (followFrame, error) {
	var f followFrame
	if err := json.Unmarshal(text, &f); err != nil || f.T != "follow" || f.Channel == "" || f.After < 0 {
		return followFrame{}, errBadFrame
	}
	return f, nil
}
