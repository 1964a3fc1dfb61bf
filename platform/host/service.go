package host

import (
	"context"
	"sync"
	"time"
)

// restartDelay keeps a child that dies at once from spinning.
const restartDelay = 300 * time.Millisecond

// Service is a child that is started again whenever it dies.
type Service struct {
	spawn func(context.Context) (*Child, error)
	grace time.Duration

	mu    sync.Mutex
	child *Child

	ctx  context.Context // ends with Stop
	stop context.CancelFunc
	over chan struct{}
}

// Keep runs the child that spawn starts, and the next one when it dies, until
// Stop, which gives it grace to end well. Only the first start can fail.
func Keep(ctx context.Context, grace time.Duration, spawn func(context.Context) (*Child, error)) (*Service, error) {
	child, err := spawn(ctx)
	if err != nil {
		return nil, err
	}
	s := &Service{spawn: spawn, grace: grace, child: child, over: make(chan struct{})}
	s.ctx, s.stop = context.WithCancel(context.WithoutCancel(ctx))
	go s.supervise()
	return s, nil
}

// PID is the process id of the child that runs now.
func (s *Service) PID() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.child.PID()
}

// Stop ends the child and returns when it is gone. It may be called again.
func (s *Service) Stop() {
	s.stop()
	<-s.over
}

func (s *Service) supervise() {
	defer close(s.over)
	for child := s.child; child != nil; child = s.restart() {
		select {
		case <-s.ctx.Done():
			child.Stop(s.grace)
			return
		case <-child.Done():
		}
	}
}

// restart tries until a child runs again. It returns nil when Stop came first.
func (s *Service) restart() *Child {
	for {
		select {
		case <-s.ctx.Done():
			return nil
		case <-time.After(restartDelay):
		}
		if child, err := s.spawn(s.ctx); err == nil {
			s.mu.Lock()
			s.child = child
			s.mu.Unlock()
			return child
		}
	}
}
