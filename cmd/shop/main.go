package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"
	_ "time/tzdata" // SHOP_TIME_ZONE works on a machine that has no time zones

	"shop/platform/config"
	"shop/platform/logging"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// The second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	p := &program{environ: os.Environ(), in: os.Stdin, out: os.Stdout, err: os.Stderr}
	code := p.run(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// program is one run of the command, with what it was given by its caller.
type program struct {
	environ  []string
	in       io.Reader
	out, err io.Writer
	// lines is before err: the log's way there.
	lines *logging.Buffer
}

// command is one subcommand.
type command struct {
	// name may be of two words: "admin create".
	name string
	// usage is what follows the name, summary one line, help the rest.
	usage, summary, help string
	// hidden commands are left out of the list.
	hidden bool
	// prepare declares the command's flags, if it has any, and returns what to
	// run after they are parsed.
	prepare func(p *program, flags *flag.FlagSet) func(ctx context.Context, args []string) error
}

var commands = []command{
	serveCommand, importCommand, exportCommand, adminCreateCommand, proveOversellCommand, doctorCommand, setupCommand, versionCommand,
	testPaymentsCommand,
}

// The exit codes.
const (
	exitOK    = 0
	exitFault = 1
	exitUsage = 2
)

// errReported ends a command with exit code 1 after it has told why.
var errReported = errors.New("reported")

// usageError is a command line that can't be understood.
type usageError struct{ text string }

func (e usageError) Error() string { return e.text }

// run runs the command that args name and returns the exit code.
func (p *program) run(ctx context.Context, args []string) int {
	p.lines = logging.NewBuffer(p.err)
	if len(args) > 0 && (args[0] == "--help" || args[0] == "-h" || args[0] == "help") {
		p.help(args[1:])
		return exitOK
	}
	c, rest, err := find(args)
	if err == nil {
		err = p.runCommand(ctx, c, rest)
		// What is told at last comes after what was logged.
		_ = p.lines.Flush()
	}
	var usage usageError
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return exitOK
	case errors.As(err, &usage):
		fmt.Fprintf(p.err, "shop: %s\nRun \"shop --help\" to see what there is.\n", usage.text)
		return exitUsage
	case errors.Is(err, errReported):
		return exitFault
	default:
		fmt.Fprintf(p.err, "shop: %v\n", err)
		return exitFault
	}
}

// find returns the command that args start with; serve where they start with
// a flag or are empty.
func find(args []string) (command, []string, error) {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return serveCommand, args, nil
	}
	for _, c := range commands {
		words := strings.Fields(c.name)
		if len(args) >= len(words) && strings.Join(args[:len(words)], " ") == c.name {
			return c, args[len(words):], nil
		}
	}
	return command{}, nil, usageError{fmt.Sprintf("there is no command %q.", args[0])}
}

func (p *program) runCommand(ctx context.Context, c command, args []string) error {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	run := c.prepare(p, flags)
	operands, err := parse(flags, args)
	if errors.Is(err, flag.ErrHelp) {
		p.commandHelp(c, flags)
		return err
	}
	if err != nil {
		return usageError{c.name + ": " + err.Error() + "."}
	}
	return run(ctx, operands)
}

// parse takes flags before, between and after the operands.
func parse(flags *flag.FlagSet, args []string) (operands []string, err error) {
	for {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		if flags.NArg() == 0 {
			return operands, nil
		}
		operands = append(operands, flags.Arg(0))
		args = flags.Args()[1:]
	}
}

// help prints all commands, or the one that args name.
func (p *program) help(args []string) {
	if len(args) > 0 {
		if c, _, err := find(args); err == nil {
			flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
			c.prepare(p, flags)
			p.commandHelp(c, flags)
			return
		}
	}
	fmt.Fprint(p.out, "shop is an online shop in one program.\n\nUsage:\n\n  shop [command] [flags]\n\nCommands:\n\n")
	for _, c := range commands {
		if !c.hidden {
			fmt.Fprintf(p.out, "  %-14s %s\n", c.name, c.summary)
		}
	}
	fmt.Fprint(p.out, environmentHelp)
}

func (p *program) commandHelp(c command, flags *flag.FlagSet) {
	fmt.Fprintf(p.out, "%s\n\nUsage:\n\n  %s\n", c.summary, strings.TrimSpace("shop "+c.name+" "+c.usage))
	if c.help != "" {
		fmt.Fprintf(p.out, "\n%s\n", strings.TrimSpace(c.help))
	}
	first := true
	flags.VisitAll(func(f *flag.Flag) {
		if first {
			fmt.Fprint(p.out, "\nFlags:\n\n")
			first = false
		}
		fmt.Fprintf(p.out, "  --%-14s %s\n", f.Name, f.Usage)
	})
}

const environmentHelp = `
Without a command it serves. "shop help COMMAND" tells more about one.

Environment (what is empty has the default):

  SHOP_NAME            what the shop is called (Linden)
  SHOP_ADDR            where shoppers are served (:8080)
  SHOP_OPS_ADDR        metrics and profiles, never public (127.0.0.1:9090)
  SHOP_DATA_DIR        uploads, legal texts and embedded databases (.data)
  SHOP_BASE_URL        the shop's own address, for links in mail (from SHOP_ADDR)
  MONGO_URL            mongodb://...; without it --demo embeds an engine
  REDIS_URL            redis://...; without it --demo embeds one
  SHOP_RATE_API        requests per caller of the API (100/1m; off)
  SHOP_RATE_LOGIN      tries to sign in (5/15m; off)
  SHOP_ADMIN_EMAIL     with SHOP_ADMIN_PASSWORD creates the owner of a new shop
  SHOP_SMTP_URL        the server that sends the shop's mail
  SHOP_MAIL_FROM       the sender of the shop's mail
  SHOP_TEST_PAYMENTS_URL  the test payment provider as a program of its own
  SHOP_OFFLINE_PAYMENTS  transfer, cash-on-delivery, both with a comma, or none (transfer); until staff choose
  SHOP_STRIPE_KEY      the secret key of a Stripe account; shoppers may pay there
  SHOP_STRIPE_WEBHOOK_SECRET  what Stripe signs its webhooks with
  SHOP_STRIPE_URL      where Stripe's API is, for tests (Stripe's own)
  SHOP_WEBHOOK_NETWORKS  networks of your own in which receivers of webhooks may be
  TRUSTED_PROXIES      networks whose forwarding headers are believed
  SHOP_CURRENCY        the shop's main currency (EUR)
  SHOP_TIME_ZONE       where the shop's day begins, such as Europe/Berlin (UTC)
`

// config reads the configuration; all its faults are in the error.
func (p *program) config(demo bool) (config.Config, error) {
	cfg, err := config.Load(p.environ)
	cfg.Demo = demo
	return cfg, err
}

// logger writes for people to a terminal, and JSON elsewhere.
func (p *program) logger() *slog.Logger {
	return logging.New(p.lines, !isTerminal(p.err))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
