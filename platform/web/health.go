package web

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

// Check tells the state of one thing the shop depends on.
type Check struct {
	// Name is the dependency's: "mongodb".
	Name string
	// Required says that the shop is not ready without it; otherwise it is
	// only degraded.
	Required bool
	// Probe returns a word or two for operators ("connected"), or an error,
	// which only the log gets to see.
	Probe func(ctx context.Context) (state string, err error)
}

// The states of the shop and of its parts.
const (
	stateReady    = "ready"
	stateDegraded = "degraded"
	stateAway     = "unavailable"
	stateDraining = "draining"
)

// Readiness is the body of /readyz.
type Readiness struct {
	Status string                `json:"status" enum:"ready,degraded,unavailable,draining"`
	Checks map[string]CheckState `json:"checks" doc:"The state of each dependency"`
}

// CheckState is the state of one dependency.
type CheckState struct {
	Status string `json:"status" enum:"ready,unavailable"`
	State  string `json:"state,omitempty" doc:"For operators" example:"connected"`
}

// health asks the checks, at most once a second however often it is asked.
type health struct {
	checks []Check

	mu   sync.Mutex
	at   time.Time
	last Readiness
}

func newHealth(checks []Check) *health { return &health{checks: checks} }

const (
	healthFresh   = time.Second
	healthTimeout = 2 * time.Second
)

func (h *health) readiness(ctx context.Context) Readiness {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.at.IsZero() && time.Since(h.at) < healthFresh {
		return h.last
	}
	// The answer is for all who ask, so none of them may cut it short.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), healthTimeout)
	defer cancel()
	h.last = h.ask(ctx)
	h.at = time.Now()
	return h.last
}

func (h *health) ask(ctx context.Context) Readiness {
	states := make([]CheckState, len(h.checks))
	var all sync.WaitGroup
	for i, check := range h.checks {
		all.Go(func() {
			state, err := check.Probe(ctx)
			states[i] = CheckState{Status: stateReady, State: state}
			if err != nil {
				states[i].Status = stateAway
			}
		})
	}
	all.Wait()
	r := Readiness{Status: stateReady, Checks: make(map[string]CheckState, len(states))}
	for i, check := range h.checks {
		r.Checks[check.Name] = states[i]
		switch {
		case states[i].Status == stateReady:
		case check.Required:
			r.Status = stateAway
		case r.Status == stateReady:
			r.Status = stateDegraded
		}
	}
	return r
}

type healthOutput struct {
	Body struct {
		Status string `json:"status" enum:"ok"`
	}
}

type readyOutput struct {
	Status       int
	CacheControl string `header:"Cache-Control"`
	Body         Readiness
}

func (s *Server) healthRoutes(r *Router) {
	Operation(r, Asset, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: "/healthz", Tags: []string{"Health"},
		Summary: "Tell whether the process is alive",
	}, func(context.Context, *struct{}) (*healthOutput, error) {
		out := &healthOutput{}
		out.Body.Status = "ok"
		return out, nil
	})
	op := huma.Operation{
		OperationID: "readiness", Method: http.MethodGet, Path: "/readyz", Tags: []string{"Health"},
		Summary:     "Tell whether requests should come here",
		Description: "Ready and degraded answer 200; without a required dependency, or while the shop is stopping, it is 503.",
		Responses:   map[string]*huma.Response{"503": ResponseOf[Readiness](r, "Not ready")},
	}
	Operation(r, Asset, op, func(ctx context.Context, _ *struct{}) (*readyOutput, error) {
		out := &readyOutput{Status: http.StatusOK, CacheControl: "no-store", Body: s.health.readiness(ctx)}
		if s.drain.active() {
			out.Body.Status = stateDraining
		}
		if out.Body.Status == stateAway || out.Body.Status == stateDraining {
			out.Status = http.StatusServiceUnavailable
		}
		return out, nil
	})
}
