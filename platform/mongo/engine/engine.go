package engine

import (
	"bufio"
	"cmp"
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"shop/platform/host"
)

//go:embed serve.js
var serveScript []byte

// ErrInUse is returned by [Start] for a data directory that another engine has
// open.
var ErrInUse = errors.New("another process uses its data directory; stop it first, or choose another directory")

const (
	// startTimeout is generous: after a crash the engine replays its journal.
	startTimeout = 30 * time.Second
	// stopGrace is how long a stopping engine may write its last checkpoint.
	stopGrace = 5 * time.Second
)

// runPrefix names the folders that hold running engines' sockets.
const runPrefix = "shop-engine-"

// shortTemp is where they are. A socket whose path has more than about 100
// characters fails as an address in use, which says nothing to anyone.
func shortTemp() string {
	if dir := os.TempDir(); len(dir) <= 30 {
		return dir
	}
	return "/tmp"
}

// Engine serves one data directory. Should its process die, it is started
// again under the same URL until Stop.
type Engine struct {
	install installation
	dir     string
	run     *host.TempDir
	service *host.Service
}

// Start serves the data directory, which it makes where it is missing, and
// returns once the engine answers. The engine must have been installed by
// [Ensure]. Errors: [ErrInUse], ctx's, or one sentence that says what to do.
func Start(ctx context.Context, dir string) (*Engine, error) {
	install, err := installed()
	if err != nil {
		return nil, err
	}
	dir, err = filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data directory can't be made: %w", err)
	}
	run, err := host.NewTempDir(shortTemp(), runPrefix)
	if err != nil {
		return nil, fmt.Errorf("no place for the engine's socket: %w", err)
	}
	e := &Engine{install: install, dir: dir, run: run}
	if e.service, err = host.Keep(ctx, stopGrace, e.spawn); err != nil {
		run.Remove()
		return nil, err
	}
	return e, nil
}

// URL is where drivers connect to: a Unix socket only this user can open.
func (e *Engine) URL() string {
	return "mongodb://" + url.QueryEscape(e.Socket()) + "/?directConnection=true"
}

// Socket is the path of the Unix socket behind URL.
func (e *Engine) Socket() string { return filepath.Join(e.run.Path(), "m.sock") }

// PID is the process id of the engine that runs now.
func (e *Engine) PID() int { return e.service.PID() }

// Stop ends the engine and returns when its files are closed. It may be called
// again.
func (e *Engine) Stop() {
	e.service.Stop()
	e.run.Remove()
}

// spawn starts a process and waits until it answers.
func (e *Engine) spawn(ctx context.Context) (*host.Child, error) {
	script := filepath.Join(e.run.Path(), "serve.js")
	if err := os.WriteFile(script, serveScript, 0o600); err != nil {
		return nil, err
	}
	argv := append(e.install.node(), script, e.install.packageFolder(), e.dir, e.Socket())
	// The start may be cut short by ctx; what runs then must not be.
	cmd := exec.CommandContext(context.WithoutCancel(ctx), argv[0], argv[1:]...)
	// The engine makes its socket's folder under TMPDIR.
	cmd.Env = append(os.Environ(), "TMPDIR="+e.run.Path())
	out, in, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer out.Close()
	defer in.Close()
	cmd.Stdout = in
	var stderr tail
	cmd.Stderr = &stderr
	child, err := host.Start(cmd)
	if err != nil {
		return nil, fmt.Errorf("its process can't be started (%w): %s", err, instead)
	}
	_ = in.Close()
	if err := awaitReady(ctx, out); err != nil {
		child.Stop(time.Second)
		var refused openError
		if errors.As(err, &refused) {
			err = fmt.Errorf("it can't open its data directory (%w): %s", err, e.mend())
		}
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("it ended while it started (%s): if it ran here before, %s; else %s", cmp.Or(stderr.lastLine(), fmt.Sprint(child.Err())), e.mend(), instead)
		}
		return nil, err
	}
	return child, nil
}

// awaitReady reads the one line that serve.js writes.
func awaitReady(ctx context.Context, out *os.File) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	defer context.AfterFunc(ctx, func() { _ = out.SetReadDeadline(time.Now()) })()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if ctx.Err() != nil {
		return fmt.Errorf("it did not answer within %v; start again, a journal that is replayed goes on where it was: %w", startTimeout, ctx.Err())
	}
	if err != nil {
		return io.EOF
	}
	var said struct {
		Ready bool
		Error string
	}
	if err := json.Unmarshal(line, &said); err != nil {
		return openError(line)
	}
	if said.Ready {
		return nil
	}
	if strings.Contains(said.Error, "DBPathInUse") {
		return ErrInUse
	}
	return openError(said.Error)
}

// openError is what the engine says of a data directory it can't open.
type openError string

func (o openError) Error() string { return firstLine([]byte(o), io.EOF) }

// mend is what to do about a data directory that is spoilt.
func (e *Engine) mend() string {
	return "restore " + e.dir + " from a backup, or move it away to begin with an empty shop"
}

// tail keeps the last bytes written to it.
type tail struct{ kept []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - 2000; over > 0 {
		t.kept = t.kept[over:]
	}
	return len(p), nil
}

// lastLine is the last that was said.
func (t *tail) lastLine() string {
	text := strings.TrimSpace(string(t.kept))
	return strings.TrimSpace(text[strings.LastIndexByte(text, '\n')+1:])
}
