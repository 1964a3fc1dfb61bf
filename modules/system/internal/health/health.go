package health

import (
	"context"
	"sync"
	"time"

	"shop/platform/identity"
)

// probeTime is how long a part has to answer.
const probeTime = time.Second

// State is how a part is.
type State string

// The states of a part.
const (
	Connecting State = "connecting"
	Up         State = "up"
	// Partly means that a part of it is away.
	Partly State = "partly"
	Away   State = "away"
)

// Condition is the state of a part, seen from this instance.
type Condition struct {
	Name  string
	State State
	// Since is when the state last changed; zero where it just did.
	Since time.Time
	// Facts are what else an operator may want to know.
	Facts []Fact
}

// Fact is a name and what there is to say.
type Fact struct{ Name, Value string }

// Part is something that the program stands on.
type Part interface {
	// Condition answers within the context's time, or what it knows by then.
	Condition(ctx context.Context) Condition
}

// Program is this instance.
type Program struct {
	Version   string
	StartedAt time.Time
}

// Report is how the program and its parts are.
type Report struct {
	Program Program
	Parts   []Condition
}

// Service reports to staff.
type Service struct {
	program Program
	parts   []Part
}

// NewService returns a service that reports the parts in their order.
func NewService(program Program, parts ...Part) *Service {
	return &Service{program: program, parts: parts}
}

// Report asks all parts at once. Errors: those of identity.RequireStaff.
func (s *Service) Report(ctx context.Context) (Report, error) {
	if _, err := identity.RequireStaff(ctx); err != nil {
		return Report{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, probeTime)
	defer cancel()
	conditions := make([]Condition, len(s.parts))
	var all sync.WaitGroup
	for i, part := range s.parts {
		all.Go(func() { conditions[i] = part.Condition(ctx) })
	}
	all.Wait()
	return Report{Program: s.program, Parts: conditions}, nil
}
