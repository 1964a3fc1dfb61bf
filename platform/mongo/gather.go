package mongo

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// maxLinger bounds how long a crowd's next command waits for more of the crowd.
const maxLinger = 3 * time.Millisecond

// Gatherer has calls that come at the same time share one command. The first
// call goes at once; those that come while it is under way wait, and then go
// together, in the order in which they came. So a lone call waits for nobody, and
// a crowd pays for a command once instead of each: after a command of several
// calls the next one waits for as long as that one took, and at most 3 ms.
//
// A call is never part of a command that began before it: what a gathered read
// returns is no older than the call. It is safe for concurrent use. The idea is
// that of a database's group commit (DeWitt et al., SIGMOD 1984).
type Gatherer[In, Out any] struct {
	run func(context.Context, []In) []Result[Out]
	max int

	mu      sync.Mutex
	waiting []*gathered[In, Out]
	busy    bool
}

// Result is what became of one of the calls.
type Result[Out any] struct {
	Value Out
	Err   error
}

type gathered[In, Out any] struct {
	in     In
	result chan Result[Out]
}

// NewGatherer returns a gatherer for run, which gets up to most calls at once
// and returns a result for each, in their order. No two runs are under way at a
// time. The context that run gets ends after the time that a call to the server
// may take; none of the callers can end it.
func NewGatherer[In, Out any](most int, run func(context.Context, []In) []Result[Out]) *Gatherer[In, Out] {
	return &Gatherer[In, Out]{run: run, max: most}
}

// Do is one of the calls. When ctx ends first, Do returns its error, and what
// the call does may still happen.
func (g *Gatherer[In, Out]) Do(ctx context.Context, in In) (Out, error) {
	call := &gathered[In, Out]{in: in, result: make(chan Result[Out], 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, call)
	if !g.busy {
		g.busy = true
		go g.work()
	}
	g.mu.Unlock()
	select {
	case r := <-call.result:
		return r.Value, r.Err
	case <-ctx.Done():
		var none Out
		return none, ctx.Err()
	}
}

// work runs what waits, until nothing does.
func (g *Gatherer[In, Out]) work() {
	runtime.Gosched() // so that what was begun together comes together
	for {
		calls := g.next()
		if calls == nil {
			return
		}
		began := time.Now()
		in := make([]In, len(calls))
		for i, c := range calls {
			in[i] = c.in
		}
		ctx, cancel := context.WithTimeout(context.Background(), callTimeout)
		results := g.run(ctx, in)
		cancel()
		for i, c := range calls {
			c.result <- results[i]
		}
		if len(calls) > 1 {
			<-time.After(min(time.Since(began), maxLinger))
		}
	}
}

// next takes what goes together now, or says that nobody is at work any more.
func (g *Gatherer[In, Out]) next() []*gathered[In, Out] {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := min(len(g.waiting), g.max)
	if n == 0 {
		g.busy = false
		return nil
	}
	calls := g.waiting[:n:n]
	g.waiting = g.waiting[n:]
	if len(g.waiting) == 0 {
		g.waiting = nil
	}
	return calls
}

// Failed returns err as the result of each of n calls.
func Failed[Out any](n int, err error) []Result[Out] {
	results := make([]Result[Out], n)
	for i := range results {
		results[i].Err = err
	}
	return results
}
