package mongotest

import (
	"os"
	"syscall"
	"testing"

	"shop/platform/host"
	"shop/platform/mongo/engine"
)

// Engine is an engine of one test's own, which may be killed.
type Engine struct{ *engine.Engine }

// NewEngine starts an engine that ends with the test.
func NewEngine(t testing.TB) Engine {
	t.Helper()
	if _, err := shared(); err != nil { // which installs it
		t.Fatalf("mongotest: %v", err)
	}
	dir, err := host.NewTempDir(os.TempDir(), "shop-mongotest-")
	if err != nil {
		t.Fatalf("mongotest: %v", err)
	}
	e, err := engine.Start(t.Context(), dir.Path())
	if err != nil {
		t.Fatalf("mongotest: %v", err)
	}
	t.Cleanup(func() {
		e.Stop()
		dir.Remove()
	})
	return Engine{e}
}

// Kill ends the engine's process at once, as a power cut does. It is started
// again by itself, on the same data and under the same URL.
func (e Engine) Kill() { _ = syscall.Kill(e.PID(), syscall.SIGKILL) }
