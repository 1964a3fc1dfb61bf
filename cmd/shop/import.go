package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"go.uber.org/fx"

	"shop/modules/catalog"
	"shop/platform/identity"
)

var importCommand = command{
	name:    "import",
	usage:   "FILE.csv [--dry-run] [--stock] [--demo]",
	summary: "import products from a Shopify product CSV",
	help: `
Reads products, variants, prices, stock and pictures. Products that are there
already, by their handle, are updated; their stock is left alone unless --stock
is given. A faulty row is reported with its line and reason, and the rest is
imported; the exit code is then 1.`,
	prepare: func(p *program, flags *flag.FlagSet) func(context.Context, []string) error {
		var opts catalog.ImportOptions
		flags.BoolVar(&opts.DryRun, "dry-run", false, "check everything and store nothing")
		flags.BoolVar(&opts.Stock, "stock", false, "set the stock of products that are there already, too")
		demo := demoFlag(flags)
		return func(ctx context.Context, args []string) error {
			if len(args) != 1 {
				return usageError{"import takes one file: shop import FILE.csv."}
			}
			return p.importFile(ctx, args[0], opts, *demo)
		}
	},
}

func demoFlag(flags *flag.FlagSet) *bool {
	return flags.Bool("demo", false, "use the demo's databases in SHOP_DATA_DIR")
}

func (p *program) importFile(ctx context.Context, path string, opts catalog.ImportOptions, demo bool) error {
	file, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("the file can't be read: %w", err)
	}
	defer file.Close()
	var report catalog.ImportReport
	err = p.withRecords(ctx, demo, func(ctx context.Context, t catalog.Transfer) error {
		bar := newBar(p.err, "importing")
		opts.Progress = bar.progress
		report, err = t.Import(ctx, file, opts)
		bar.finish()
		return err
	})
	if err != nil {
		return err
	}
	if left := printReport(p.out, report, opts.DryRun); left > 0 {
		return errReported
	}
	return nil
}

// printReport tells what an import did, and returns how many rows were left
// out, each for one reason or several.
func printReport(out io.Writer, r catalog.ImportReport, dryRun bool) int {
	left := make(map[int]bool)
	for _, problem := range r.Problems {
		kind := "note"
		if problem.Fatal {
			kind = "left out"
			left[problem.Line] = true
		}
		where := fmt.Sprintf("line %d", problem.Line)
		if problem.Handle != "" {
			where += " (" + problem.Handle + ")"
		}
		fmt.Fprintf(out, "%s, %s: %s\n", where, kind, problem.Reason)
	}
	verb := "imported"
	if dryRun {
		verb = "checked (nothing was stored)"
	}
	fmt.Fprintf(out, "%d rows %s: %d products new, %d changed, %d as they were; %d rows left out.\n",
		r.Rows, verb, r.Created, r.Updated, r.Unchanged, len(left))
	return len(left)
}

// withRecords runs work on the catalogue's contract, with the shop's own
// rights and without serving.
func (p *program) withRecords(ctx context.Context, demo bool, work func(context.Context, catalog.Transfer) error) error {
	var transfer catalog.Transfer
	return p.onRecords(ctx, demo, fx.Populate(&transfer), func(ctx context.Context) error {
		return work(identity.System(ctx, "command line"), transfer)
	})
}

// onRecords starts the modules without a server, runs work, and stops them.
func (p *program) onRecords(ctx context.Context, demo bool, populate fx.Option, work func(context.Context) error) error {
	cfg, err := p.config(demo)
	if err != nil {
		return err
	}
	d, err := toolDatabases(ctx, &cfg, p.logger())
	if err != nil {
		return err
	}
	defer d.close()
	err = runApp(ctx, fx.New(records(cfg), p.io(), populate), work)
	if ctx.Err() != nil {
		return errors.New("stopped before it was done; run it again to finish")
	}
	return err
}
