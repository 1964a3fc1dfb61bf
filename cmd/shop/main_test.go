package main

import (
	"context"
	"flag"
	"slices"
	"strings"
	"testing"

	"shop/platform/host"
)

// run runs the program with an environment and no standard input, and returns
// its exit code and all it said.
func run(t *testing.T, environ []string, args ...string) (code int, said string) {
	t.Helper()
	return runWithInput(t, "", environ, args...)
}

func runWithInput(t *testing.T, input string, environ []string, args ...string) (code int, said string) {
	t.Helper()
	var out safeBuffer
	p := &program{environ: environ, in: strings.NewReader(input), out: &out, err: &out}
	code = p.run(t.Context(), args)
	return code, out.String()
}

// freeAddr returns an address nobody listens on.
func freeAddr(t *testing.T) string {
	t.Helper()
	addr, err := host.FreeAddr()
	if err != nil {
		t.Fatal(err)
	}
	return addr
}

func TestHelp(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{{"--help"}, {"-h"}, {"help"}, {"help", "nonsense"}} {
		code, said := run(t, nil, args...)
		if code != exitOK {
			t.Errorf("%v: exit code %d", args, code)
		}
		for _, c := range commands {
			if strings.Contains(said, "\n  "+c.name+" ") == c.hidden {
				t.Errorf("%v does not list %s", args, c.name)
			}
		}
	}
	for _, c := range commands {
		for _, args := range [][]string{append(strings.Fields(c.name), "--help"), append([]string{"help"}, strings.Fields(c.name)...)} {
			code, said := run(t, nil, args...)
			if code != exitOK || !strings.Contains(said, "shop "+c.name) || !strings.Contains(said, c.summary) {
				t.Errorf("%v: exit code %d, %s", args, code, said)
			}
		}
	}
}

func TestUsage_faults_have_exit_code_2_and_a_sentence(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		args []string
		want string
	}{
		{[]string{"frobnicate"}, `no command "frobnicate"`},
		{[]string{"--frobnicate"}, "frobnicate"},
		{[]string{"serve", "now"}, `"now"`},
		{[]string{"import"}, "shop import FILE.csv"},
		{[]string{"import", "a.csv", "b.csv"}, "shop import FILE.csv"},
		{[]string{"export"}, "shop export FILE.csv"},
		{[]string{"admin", "create"}, "--email"},
		{[]string{"admin"}, "admin"},
	} {
		code, said := run(t, nil, tc.args...)
		if code != exitUsage || !strings.Contains(said, tc.want) || !strings.Contains(said, "--help") {
			t.Errorf("%v: exit code %d, %s", tc.args, code, said)
		}
	}
}

func TestParse_takes_flags_anywhere(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"--dry-run a b", "a --dry-run b", "a b --dry-run"} {
		flags := flag.NewFlagSet("test", flag.ContinueOnError)
		dry := flags.Bool("dry-run", false, "")
		operands, err := parse(flags, strings.Fields(args))
		if err != nil || !*dry || !slices.Equal(operands, []string{"a", "b"}) {
			t.Errorf("%s: operands %v, dry %v, %v", args, operands, *dry, err)
		}
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	if code, said := run(t, nil, "version"); code != exitOK || !strings.HasPrefix(said, "shop ") {
		t.Errorf("exit code %d, %q", code, said)
	}
}

func TestConfiguration_faults_stop_every_command_and_are_all_listed(t *testing.T) {
	t.Parallel()
	faulty := []string{"MONGO_URL=http://nonsense", "SHOP_CURRENCY=EURO", "SHOP_RATE_API=often"}
	for _, args := range [][]string{{"serve"}, {"import", "main.go"}, {"doctor"}} {
		code, said := run(t, faulty, args...)
		if code != exitFault {
			t.Errorf("%v: exit code %d", args, code)
		}
		for _, want := range []string{"MONGO_URL", "SHOP_CURRENCY", "SHOP_RATE_API"} {
			if !strings.Contains(said, want) {
				t.Errorf("%v does not name %s:\n%s", args, want, said)
			}
		}
	}
}

func TestServe_without_databases_says_what_to_do(t *testing.T) {
	t.Parallel()
	code, said := run(t, []string{"SHOP_DATA_DIR=" + t.TempDir(), "REDIS_URL=redis://localhost"}, "serve")
	if code != exitFault || !strings.Contains(said, "MONGO_URL") || strings.Contains(said, "REDIS_URL") || !strings.Contains(said, "--demo") {
		t.Errorf("exit code %d, %s", code, said)
	}
}

func TestRun_stops_at_once_when_it_is_told_before_it_is_up(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var out safeBuffer
	p := &program{environ: []string{"SHOP_DATA_DIR=" + t.TempDir(), "MONGO_URL=mongodb://127.0.0.1:1", "REDIS_URL=redis://127.0.0.1:1"}, out: &out, err: &out}
	if code := p.run(ctx, []string{"serve"}); code != exitFault || !strings.Contains(out.String(), "stopped") {
		t.Errorf("exit code %d, %s", code, out.String())
	}
}
