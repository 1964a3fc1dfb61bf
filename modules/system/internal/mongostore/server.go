package mongostore

import (
	"context"
	"strconv"
	"time"

	"shop/modules/system/internal/health"
	"shop/platform/mongo"
)

// Server implements [health.Part] for MongoDB.
type Server struct{ db *mongo.DB }

// NewServer returns the server of db.
func NewServer(db *mongo.DB) *Server { return &Server{db} }

// Condition implements [health.Part]. A server that hangs is away although the
// driver hasn't noticed yet.
func (s *Server) Condition(ctx context.Context) health.Condition {
	about, err := mongo.Describe(ctx, s.db)
	state, since := s.db.State()
	c := health.Condition{Name: "MongoDB", State: health.State(state), Since: since}
	switch {
	case err == nil:
		c.Facts = facts(about)
		if c.State != health.Up {
			c.State, c.Since = health.Up, time.Time{}
		}
	case c.State == health.Up:
		c.State, c.Since = health.Away, time.Time{}
	}
	return c
}

func facts(about mongo.About) []health.Fact {
	facts := []health.Fact{{Name: "Version", Value: about.Version}}
	if !about.SetUpAt.IsZero() {
		facts = append(facts, health.Fact{Name: "Set up", Value: about.SetUpAt.UTC().Format("2 January 2006, 15:04 MST")})
	}
	return append(facts, health.Fact{Name: "Migrations", Value: strconv.Itoa(about.Migrations) + " applied"})
}
