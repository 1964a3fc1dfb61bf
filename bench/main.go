package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// options are the command line.
type options struct {
	out      string
	only     string
	profile  string
	products int
	pairs    int
	each     time.Duration
}

func main() {
	var o options
	flag.StringVar(&o.out, "out", "", "file for the report")
	flag.StringVar(&o.only, "only", "", "measure this only: list, detail, rotation, signed-in, home, category, product, session, p99, memory, cold or orders")
	flag.StringVar(&o.profile, "profile", "", "file for a CPU profile of the shop, with -only: go tool pprof reads it")
	flag.IntVar(&o.products, "products", 10_000, "products in the shop")
	flag.IntVar(&o.pairs, "pairs", 5, "runs of shop and yardstick each, of which the median counts")
	flag.DurationVar(&o.each, "each", 5*time.Second, "length of a run, in whole seconds")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o, os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run measures, prints the table to out and writes the report. Missed goals are
// no error.
func run(ctx context.Context, o options, out, progress io.Writer) error {
	m, err := thisMachine()
	if err != nil {
		return err
	}
	fmt.Fprintf(progress, "bench: making a shop with %d products\n", o.products)
	s, err := newStand(ctx, m)
	if err != nil {
		return err
	}
	defer s.close()
	if err := s.importCatalogue(ctx, o.products); err != nil {
		return err
	}
	figures, err := s.measure(ctx, o, progress)
	if err != nil {
		return err
	}
	if len(figures) == 0 {
		return fmt.Errorf("nothing is called %q", o.only)
	}
	if err := printTable(out, figures); err != nil || o.out == "" {
		return err
	}
	return writeReport(o.out, figures)
}

func (s *stand) measure(ctx context.Context, o options, progress io.Writer) ([]figure, error) {
	var figures []figure
	wanted := func(id string) bool {
		if o.only != "" && o.only != id {
			return false
		}
		fmt.Fprintf(progress, "bench: %s\n", id)
		return true
	}
	// Memory and cold keys first: nothing has been looked at yet.
	if wanted("cold") {
		rows, err := s.cold(ctx)
		if err != nil {
			return nil, err
		}
		figures = append(figures, rows...)
	}
	if wanted("memory") {
		f, err := s.memory(ctx, o.products, 4*o.each)
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	p := plan{pairs: o.pairs, each: o.each, progress: progress, profile: o.profile}
	rows, err := s.contests(ctx, wanted, p)
	if err != nil {
		return nil, err
	}
	figures = append(figures, rows...)
	// Last, since it takes the databases from the client's core.
	if wanted("orders") {
		rows, err := s.orders(ctx, p)
		if err != nil {
			return nil, err
		}
		figures = append(figures, rows...)
	}
	return figures, nil
}

// contests holds one shop against its yardsticks.
func (s *stand) contests(ctx context.Context, wanted func(string) bool, p plan) ([]figure, error) {
	shop, err := s.startShop(ctx, "shop", true)
	if err != nil {
		return nil, err
	}
	defer shop.stop()
	list, err := contests(ctx, shop)
	if err != nil {
		return nil, err
	}
	var figures []figure
	for _, c := range list {
		if !wanted(c.id) {
			continue
		}
		f, err := s.hold(ctx, shop, c, p)
		if err != nil {
			return nil, err
		}
		figures = append(figures, f)
	}
	return figures, nil
}
