package realtime_test

import (
	"net/http"
	"sync"
	"testing"

	"github.com/gorilla/websocket"
)

// What the hub is measured against. Both send prepared frames over gorilla/websocket and know neither rooms nor positions:
//
// A has a channel and a writer goroutine per socket, as most Go programs do.
// B has one loop that writes to each socket in turn, and small buffers.

type baseline struct {
	upgrader websocket.Upgrader
	queued   bool // A

	mu      sync.Mutex
	sockets map[*websocket.Conn]chan *websocket.PreparedMessage
}

func newA() *baseline {
	return &baseline{queued: true, sockets: make(map[*websocket.Conn]chan *websocket.PreparedMessage)}
}

func newB() *baseline {
	return &baseline{
		upgrader: websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: &sync.Pool{}},
		sockets:  make(map[*websocket.Conn]chan *websocket.PreparedMessage),
	}
}

func (s *baseline) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.upgrader.CheckOrigin = func(r *http.Request) bool { return true }
	ws, err := s.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	queue := make(chan *websocket.PreparedMessage, 128)
	s.mu.Lock()
	s.sockets[ws] = queue
	ws.WriteMessage(websocket.TextMessage, []byte(`{"t":"hello"}`))
	s.mu.Unlock()
	if s.queued {
		go func() {
			for m := range queue {
				ws.WritePreparedMessage(m)
			}
		}()
	}
	go func() {
		for {
			if _, _, err := ws.NextReader(); err != nil {
				break
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.sockets, ws)
		close(queue)
		ws.Close()
	}()
}

// publish sends texts to all sockets.
func (s *baseline) publish(b *testing.B, texts [][]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, text := range texts {
		m, err := websocket.NewPreparedMessage(websocket.TextMessage, text)
		must(b, err)
		for ws, queue := range s.sockets {
			if s.queued {
				queue <- m
			} else {
				ws.WritePreparedMessage(m)
			}
		}
	}
}
