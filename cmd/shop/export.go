package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"shop/modules/catalog"
)

var exportCommand = command{
	name:    "export",
	usage:   "FILE.csv [--demo]",
	summary: "export all products as a Shopify product CSV",
	help:    `The file is replaced only once all is written.`,
	prepare: func(p *program, flags *flag.FlagSet) func(context.Context, []string) error {
		demo := demoFlag(flags)
		return func(ctx context.Context, args []string) error {
			if len(args) != 1 {
				return usageError{"export takes one file: shop export FILE.csv."}
			}
			return p.exportFile(ctx, args[0], *demo)
		}
	},
}

func (p *program) exportFile(ctx context.Context, path string, demo bool) error {
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"-*")
	if err != nil {
		return fmt.Errorf("the file can't be written: %w", err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	var products int
	err = p.withRecords(ctx, demo, func(ctx context.Context, t catalog.Transfer) error {
		bar := newBar(p.err, "exporting")
		defer bar.finish()
		products, err = t.Export(ctx, file, bar.progress)
		return err
	})
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("the file can't be written: %w", err)
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return fmt.Errorf("the file can't be written: %w", err)
	}
	fmt.Fprintf(p.out, "%d products exported to %s.\n", products, path)
	return nil
}
