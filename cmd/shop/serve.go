package main

import (
	"context"
	"errors"
	"flag"
	"fmt"

	"go.uber.org/dig"
	"go.uber.org/fx"
)

var serveCommand = command{
	name:    "serve",
	usage:   "[--demo]",
	summary: "run the shop (what \"shop\" does without a command)",
	help: `
Serves until SIGTERM or Ctrl-C, and then answers the requests under way before
it ends. With --demo it embeds the databases for which there is no URL, keeps
them in SHOP_DATA_DIR, and fills a new shop with demo products. Whether a shop
is a demo is decided when its database is made, and never changes.`,
	prepare: func(p *program, flags *flag.FlagSet) func(context.Context, []string) error {
		demo := flags.Bool("demo", false, "try the shop, with embedded databases where there is no URL")
		return func(ctx context.Context, args []string) error {
			if len(args) > 0 {
				return usageError{fmt.Sprintf("serve takes no %q.", args[0])}
			}
			return p.serve(ctx, *demo)
		}
	},
}

func (p *program) serve(ctx context.Context, demo bool) error {
	frugal()
	cfg, err := p.config(demo)
	if err != nil {
		return err
	}
	if !demo && (cfg.MongoURL == "" || cfg.RedisURL == "") {
		return errNoDatabases(cfg)
	}
	d, err := serveDatabases(ctx, &cfg, p.logger())
	if err != nil {
		return err
	}
	defer d.close()
	app := fx.New(Options(cfg), p.io())
	return runApp(ctx, app, func(ctx context.Context) error {
		select {
		case <-ctx.Done():
			return nil
		case signal := <-app.Wait():
			if signal.ExitCode != exitOK {
				return errReported // logged where it happened
			}
			return nil
		}
	})
}

// io lets the program's parts write where the program does.
func (p *program) io() fx.Option {
	return fx.Supply(console{p.out}, p.logger())
}

// runApp starts the app, does the work and stops the app again. ctx ends the
// start and the work, but not the stop.
func runApp(ctx context.Context, app *fx.App, work func(context.Context) error) error {
	if err := app.Err(); err != nil {
		return dig.RootCause(err)
	}
	starting, cancel := context.WithTimeout(ctx, app.StartTimeout())
	defer cancel()
	if err := app.Start(starting); err != nil {
		if ctx.Err() != nil {
			return errors.New("stopped before it was up")
		}
		return err // what had started is stopped again
	}
	err := work(ctx)
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), app.StopTimeout())
	defer cancel()
	return errors.Join(err, app.Stop(stopping))
}
