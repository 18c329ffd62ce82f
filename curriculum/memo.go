package curriculum

import "sync"

// memoMost is how many values a memo keeps: then it begins anew.
const memoMost = 200

// memo keeps what takes long to make and can't change once it is made, by a key. The zero memo is empty.
type memo[V any] struct {
	mu    sync.Mutex
	known map[string]V
}

// get is what is kept under a key, or what build makes, which is kept unless it fails. Two who ask at once may both make it.
func (m *memo[V]) get(key string, build func() (V, error)) (V, error) {
	m.mu.Lock()
	value, known := m.known[key]
	m.mu.Unlock()
	if known {
		return value, nil
	}
	value, err := build()
	if err != nil {
		return value, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= memoMost {
		m.known = map[string]V{}
	}
	m.known[key] = value
	return value, nil
}
