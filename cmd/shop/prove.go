package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"go.uber.org/dig"
	"go.uber.org/fx"

	"shop/internal/prove"
	naive "shop/internal/prove/mongostore"
	"shop/modules/orders"
	"shop/platform/config"
	"shop/platform/host"
	"shop/platform/mongo"
)

var proveOversellCommand = command{
	name:    "prove oversell",
	usage:   "[--skus N] [--units N] [--buyers N] [--naive] [--json]",
	summary: "let a crowd buy more than there is, and read the ledgers",
	help: `
Starts three shop processes and a payment provider on the databases of the
environment, or on embedded ones, in a database of its own that is dropped
afterwards. Real HTTP clients then buy at all three at once; some send each
order twice. When all is quiet it reads the database and the provider's ledger.
The exit code is 1 when any promise of docs/checkout.md is broken.`,
	prepare: func(p *program, flags *flag.FlagSet) func(context.Context, []string) error {
		var t trial
		flags.IntVar(&t.SKUs, "skus", 5, "how many SKUs are on sale")
		flags.IntVar(&t.Units, "units", 100, "how many units there are of each")
		flags.IntVar(&t.Buyers, "buyers", 2000, "how many buyers want one unit each")
		flags.BoolVar(&t.naive, "naive", false, "also try the naive way: read the stock, check it, write it")
		flags.BoolVar(&t.json, "json", false, "print the report as JSON")
		return func(ctx context.Context, args []string) error {
			if len(args) > 0 || t.SKUs < 1 || t.Units < 1 || t.Buyers < 1 {
				return usageError{"prove oversell takes numbers of --skus, --units and --buyers of 1 or more."}
			}
			return p.proveOversell(ctx, t)
		}
	},
}

// trial is what is to be proved, and how to tell it.
type trial struct {
	prove.Crowd
	naive, json bool
}

// verdict is what a trial found. The naive way has none unless it was asked
// for.
type verdict struct {
	Shop  prove.Report
	Naive *prove.Report `json:",omitempty"`
}

func (p *program) proveOversell(ctx context.Context, t trial) error {
	cfg, err := p.config(false)
	if err != nil {
		return err
	}
	dir, err := host.NewTempDir(os.TempDir(), "shop-prove-")
	if err != nil {
		return err
	}
	defer dir.Remove()
	cfg.DataDir = dir.Path()
	d, err := serveDatabases(ctx, &cfg, p.logger())
	if err != nil {
		return err
	}
	defer d.close()
	name := "shop_prove_" + strings.ToLower(rand.Text())[:12]
	cfg.MongoURL, cfg.RedisURL = onDatabase(cfg.MongoURL, name), withPrefix(cfg.RedisURL, name)
	v, err := p.try(ctx, cfg, t)
	if err != nil {
		return err
	}
	return p.tell(t, v)
}

// try runs the trial on a database of its own, and drops it.
func (p *program) try(ctx context.Context, cfg config.Config, t trial) (v verdict, err error) {
	fleet, err := newFleet(cfg)
	if err != nil {
		return v, err
	}
	defer fleet.stop()
	cfg.TestPaymentsURL = fleet.payments
	var (
		db    *mongo.DB
		audit orders.Audit
	)
	// Nothing is started: making the parts does no I/O, and what they'd log is
	// no news of this proof.
	quiet := fx.Supply(console{io.Discard}, slog.New(slog.DiscardHandler))
	app := fx.New(records(cfg), quiet, fx.Populate(&db, &audit))
	if err := app.Err(); err != nil {
		return v, dig.RootCause(err)
	}
	defer func() {
		fleet.stop()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
		defer cancel()
		err = errors.Join(err, db.Drop(end), db.Close(end))
	}()
	if err := mongo.MarkDemo(ctx, db); err != nil {
		return v, err
	}
	if err := fleet.start(ctx); err != nil {
		return v, err
	}
	bar := newBar(p.err, "buying")
	shop := prove.Shop{URLs: fleet.shops, Email: demoOwner, Password: demoPassword, Audit: audit}
	v.Shop, err = prove.Oversell(ctx, t.Crowd, shop, bar.progress)
	bar.finish()
	if err != nil || !t.naive {
		return v, err
	}
	n, err := prove.Naive(ctx, t.Crowd, len(fleet.shops), naive.NewNaive(db))
	v.Naive = &n
	return v, err
}

// tell prints the verdict.
func (p *program) tell(t trial, v verdict) error {
	if t.json {
		text, err := json.MarshalIndent(v, "", "  ")
		if err != nil {
			return err
		}
		fmt.Fprintln(p.out, string(text))
	} else {
		v.Shop.Print(p.out)
		if v.Naive != nil {
			fmt.Fprint(p.out, "\nThe naive way (read the stock, check it, write it):\n\n")
			v.Naive.Print(p.out)
		}
	}
	if len(v.Shop.Violations) > 0 {
		return errReported
	}
	return nil
}

// onDatabase returns the connection string with another database. Who signed in
// against the old one still does.
func onDatabase(url, name string) string {
	base, options, _ := strings.Cut(url, "?")
	scheme, rest, _ := strings.Cut(base, "://")
	hosts, old, _ := strings.Cut(rest, "/")
	if old != "" && strings.Contains(hosts, "@") && !strings.Contains(options, "authSource=") {
		options = strings.TrimPrefix(options+"&authSource="+old, "&")
	}
	return strings.TrimSuffix(scheme+"://"+hosts+"/"+name+"?"+options, "?")
}

// withPrefix returns the URL of a Redis whose keys begin with the name.
func withPrefix(url, name string) string {
	base, options, _ := strings.Cut(url, "?")
	kept := []string{"prefix=" + name + ":"}
	for option := range strings.SplitSeq(options, "&") {
		if option != "" && !strings.HasPrefix(option, "prefix=") {
			kept = append(kept, option)
		}
	}
	return base + "?" + strings.Join(kept, "&")
}
