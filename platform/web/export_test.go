package web

// StoredBytes returns how much the store holds, in bytes as it counts them.
func StoredBytes(s *Server) uint64 {
	s.store.entries.CleanUp()
	return s.store.entries.WeightedSize()
}

// Waiting returns how many requests wait for an answer that another one makes.
func Waiting(s *Server) int { return int(s.store.waiting.Load()) }
