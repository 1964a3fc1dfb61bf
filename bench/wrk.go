package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// load is what is asked of a server, over and over.
type load struct {
	// targets are asked for in turn.
	targets []string
	// header has lines such as "Accept-Encoding: gzip".
	header      []string
	connections int
}

// rate is what a server made of a load.
type rate struct {
	perSecond float64
	p99       time.Duration
	// clientBusy is the fraction of one core that the client used. A client
	// near 1 was what limited the rate.
	clientBusy float64
}

// String tells what a run found.
func (r rate) String() string {
	return fmt.Sprintf("%.0f/s, p99 %v, the client's core %.0f%% busy", r.perSecond, r.p99, 100*r.clientBusy)
}

// run puts the load on the server at base, for that long, from the client's
// core. Any answer but 200 is an error.
func (l load) run(ctx context.Context, m machine, base string, d time.Duration) (rate, error) {
	seconds := strconv.Itoa(max(1, int(d.Seconds())))
	args := []string{"-t1", "-c" + strconv.Itoa(l.connections), "-d" + seconds + "s", "--latency", "--timeout", "10s"}
	for _, line := range l.header {
		args = append(args, "-H", line)
	}
	if len(l.targets) > 1 {
		script, err := l.script()
		if err != nil {
			return rate{}, err
		}
		defer os.Remove(script)
		args = append(args, "-s", script)
	}
	cmd := m.onClientCore(exec.CommandContext(ctx, "wrk", append(args, base+l.targets[0])...))
	began := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return rate{}, fmt.Errorf("wrk: %w\n%s", err, out)
	}
	r, err := parseWrk(string(out))
	busy := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	r.clientBusy = busy.Seconds() / time.Since(began).Seconds()
	return r, err
}

// script is a file that has wrk ask for the targets in turn. The requests are
// made once: making them must not cost the client more than sending them.
func (l load) script() (string, error) {
	var lua strings.Builder
	lua.WriteString("local targets = {\n")
	for _, t := range l.targets {
		fmt.Fprintf(&lua, "%q,\n", t)
	}
	lua.WriteString(`}
local requests, n = {}, 0
function init(args)
  for i, target in ipairs(targets) do requests[i] = wrk.format("GET", target) end
end
function request()
  n = n + 1
  if n > #requests then n = 1 end
  return requests[n]
end
`)
	file := filepath.Join(os.TempDir(), fmt.Sprintf("shop-bench-%d.lua", os.Getpid()))
	return file, os.WriteFile(file, []byte(lua.String()), 0o600)
}

var (
	perSecond = regexp.MustCompile(`Requests/sec:\s+([\d.]+)`)
	p99       = regexp.MustCompile(`\s99%\s+([\d.]+)(us|ms|s|m)\b`)
	refused   = regexp.MustCompile(`(Non-2xx or 3xx responses|Socket errors):.*`)
)

// parseWrk reads what wrk prints.
func parseWrk(out string) (rate, error) {
	if wrong := refused.FindString(out); wrong != "" {
		return rate{}, fmt.Errorf("wrk: %s", wrong)
	}
	per, slow := perSecond.FindStringSubmatch(out), p99.FindStringSubmatch(out)
	if per == nil || slow == nil {
		return rate{}, errors.New("wrk: its output can't be read:\n" + out)
	}
	n, err := strconv.ParseFloat(per[1], 64)
	if err != nil {
		return rate{}, err
	}
	d, err := time.ParseDuration(slow[1] + slow[2])
	return rate{perSecond: n, p99: d}, err
}
