package host

import (
	"io"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// Child is a running helper program.
type Child struct {
	cmd   *exec.Cmd
	stdin io.Closer
	done  chan struct{}
	err   error
	stop  sync.Once
}

// Start starts cmd, whose Stdin must be unset. Two things end the child when
// this process is killed: a signal of the kernel where there is one (Linux),
// and the end of its standard input, which a well-behaved child takes as a
// request to finish.
func Start(cmd *exec.Cmd) (*Child, error) {
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	dieWithParent(cmd)
	c := &Child{cmd: cmd, stdin: stdin, done: make(chan struct{})}
	started := make(chan error)
	go func() {
		// The kernel sends the death signal when the thread that started the
		// child ends, so this goroutine keeps its thread until the child is gone,
		// and gives it back alive: others may have started children from it.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			c.err = cmd.Wait()
			close(c.done)
		}
	}()
	return c, <-started
}

// PID returns the child's process id.
func (c *Child) PID() int { return c.cmd.Process.Pid }

// Done is closed when the child has ended.
func (c *Child) Done() <-chan struct{} { return c.done }

// Err tells how the child ended: nil when by itself and well. Call it after
// Done.
func (c *Child) Err() error { return c.err }

// Stop ends the child and returns when it is gone: its standard input is
// closed and it gets SIGTERM, and SIGKILL if it is still there after grace.
func (c *Child) Stop(grace time.Duration) {
	c.stop.Do(func() {
		_ = c.stdin.Close()
		_ = c.cmd.Process.Signal(syscall.SIGTERM)
	})
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-c.done:
	case <-timer.C:
		_ = c.cmd.Process.Kill()
		<-c.done
	}
}
