package rediscache

import (
	"context"

	"shop/modules/system/internal/health"
	"shop/platform/redis"
)

// Server implements [health.Part] for Redis.
type Server struct{ client *redis.Client }

// NewServer returns the client's server, Sentinel or cluster.
func NewServer(client *redis.Client) *Server { return &Server{client} }

// Condition implements [health.Part]. The client asks its server each second,
// so it is not asked again here.
func (s *Server) Condition(context.Context) health.Condition {
	messages := health.Fact{Name: "Messages of other instances", Value: "don't arrive"}
	if s.client.Hearing() {
		messages.Value = "arrive"
	}
	return health.Condition{
		Name: "Redis", State: health.State(s.client.State()), Since: s.client.Since(), Facts: []health.Fact{messages},
	}
}
