package mongo

import (
	"sync"
	"time"

	"go.mongodb.org/mongo-driver/v2/event"
)

// The states of a [DB].
const (
	// StateConnecting is before the first answer of any kind.
	StateConnecting = "connecting"
	// StateUp means that there is a server that takes writes.
	StateUp = "up"
	// StateAway means that there is none.
	StateAway = "away"
)

// State returns one of [StateConnecting], [StateUp] and [StateAway], and since
// when it is so. It is what the driver's own watch of the servers knows: a
// server that hangs is missed after some seconds only, which [DB.Ping] finds
// out at once.
func (db *DB) State() (state string, since time.Time) { return db.monitor.read() }

// monitor hears from the driver how the servers are.
type monitor struct {
	mu    sync.Mutex
	state string
	since time.Time
}

func newMonitor() *monitor { return &monitor{state: StateConnecting, since: time.Now()} }

func (m *monitor) read() (string, time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.state, m.since
}

func (m *monitor) change(state string) {
	if m.state != state {
		m.state, m.since = state, time.Now()
	}
}

// listener is how the driver reaches m.
func (m *monitor) listener() *event.ServerMonitor {
	return &event.ServerMonitor{
		TopologyDescriptionChanged: func(e *event.TopologyDescriptionChangedEvent) {
			m.mu.Lock()
			defer m.mu.Unlock()
			switch {
			case writable(e.NewDescription.Servers):
				m.change(StateUp)
			case m.state == StateUp:
				m.change(StateAway)
			}
		},
		ServerHeartbeatFailed: func(*event.ServerHeartbeatFailedEvent) {
			m.mu.Lock()
			defer m.mu.Unlock()
			if m.state == StateConnecting {
				m.change(StateAway)
			}
		},
	}
}

// writable reports whether one of the servers takes writes.
func writable(servers []event.ServerDescription) bool {
	for _, s := range servers {
		switch s.Kind {
		case "Standalone", "RSPrimary", "Mongos", "LoadBalancer":
			return true
		}
	}
	return false
}
