package web

import (
	"github.com/maypok86/otter/v2"
	dto "github.com/prometheus/client_model/go"
)

// StoredBytes returns how much the store holds, in bytes as it counts them.
func StoredBytes(s *Server) uint64 {
	held := s.store.entries.(*otter.Cache[address, *entry])
	held.CleanUp()
	return held.WeightedSize()
}

// Waiting returns how many requests wait for an answer that another one makes.
func Waiting(s *Server) int { return int(s.store.waiting.Load()) }

// Wired returns how many answers were given at their connection.
func Wired(s *Server) int {
	var m dto.Metric
	if err := s.metrics.stored.wire.Write(&m); err != nil {
		panic(err)
	}
	return int(m.GetCounter().GetValue())
}
