package main

import (
	"context"
	"flag"
	"fmt"

	"shop/platform/mongo/engine"
)

var setupCommand = command{
	name:    "setup",
	summary: "install the embedded MongoDB engine for the demo",
	help: `
Fetches MongoDB's engine from npm into the user's cache folder, once. The demo
and the tests run on it; a shop with MONGO_URL set doesn't need it.`,
	prepare: func(p *program, _ *flag.FlagSet) func(context.Context, []string) error {
		return func(ctx context.Context, _ []string) error {
			if err := engine.Ensure(ctx, p.logger()); err != nil {
				return err
			}
			fmt.Fprintln(p.out, "The embedded MongoDB engine is installed.")
			return nil
		}
	},
}
