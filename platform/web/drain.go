package web

import "sync"

// drain is the moment the server begins to stop.
type drain struct {
	once  sync.Once
	begun chan struct{}
}

func newDrain() *drain { return &drain{begun: make(chan struct{})} }

func (d *drain) begin() { d.once.Do(func() { close(d.begun) }) }

func (d *drain) active() bool {
	select {
	case <-d.begun:
		return true
	default:
		return false
	}
}
