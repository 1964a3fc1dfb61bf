package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"
	"time"

	"go.uber.org/dig"
	"go.uber.org/fx"

	"shop/platform/config"
	"shop/platform/mongo"
	"shop/platform/mongo/engine"
	"shop/platform/redis"
)

var doctorCommand = command{
	name:    "doctor",
	usage:   "[--demo]",
	summary: "check configuration, MongoDB, Redis, indexes and disk",
	help: `
Changes, installs and starts nothing. Each line is good or tells what is wrong;
the exit code is 1 when anything is. It looks at the databases of the
environment, or at those of the demo that runs on SHOP_DATA_DIR; with --demo,
where none runs, at what the demo would embed.`,
	prepare: func(p *program, flags *flag.FlagSet) func(context.Context, []string) error {
		demo := demoFlag(flags)
		return func(ctx context.Context, _ []string) error { return p.doctor(ctx, *demo) }
	},
}

// checkTimeout bounds each check.
const checkTimeout = 4 * time.Second

// findings are printed as they come.
type findings struct {
	out    io.Writer
	colour bool
	faults int
}

// note prints one line: what was checked, and its state or what is wrong.
func (f *findings) note(name, state string, err error) {
	mark, colour := "ok   ", "\x1b[32m"
	if err != nil {
		mark, colour, state = "FAULT", "\x1b[31m", strings.ReplaceAll(err.Error(), "\n", "\n"+strings.Repeat(" ", 21))
		f.faults++
	}
	if f.colour {
		mark = colour + mark + "\x1b[0m"
	}
	fmt.Fprintf(f.out, "%s  %-13s %s\n", mark, name, state)
}

func (p *program) doctor(ctx context.Context, demo bool) error {
	f := &findings{out: p.out, colour: isTerminal(p.out)}
	cfg, err := p.config(demo)
	f.note("configuration", "no faults", err)
	if err == nil {
		f.note("disk", cfg.DataDir+" is writable", disk(cfg.DataDir))
		p.examine(ctx, f, cfg)
	}
	if f.faults > 0 {
		return errReported
	}
	return nil
}

// notRunning is the state of a database that would be embedded.
const notRunning = "can be embedded; it starts with the shop"

// examine checks the databases.
func (p *program) examine(ctx context.Context, f *findings, cfg config.Config) {
	runningDatabases(&cfg)
	if (cfg.MongoURL == "" || cfg.RedisURL == "") && !cfg.Demo {
		f.note("databases", "", errNoDatabases(cfg))
		return
	}
	if cfg.MongoURL == "" {
		f.note("MongoDB", notRunning, engine.Check(ctx))
	}
	if cfg.RedisURL == "" {
		f.note("Redis", notRunning, nil)
	}
	p.ask(ctx, f, cfg)
}

// ask checks the databases that have a URL.
func (p *program) ask(ctx context.Context, f *findings, cfg config.Config) {
	hasMongo, hasRedis := cfg.MongoURL != "", cfg.RedisURL != ""
	// Nothing is started: making the parts does no I/O, so that one which isn't
	// there may have any address.
	cfg.MongoURL, cfg.RedisURL = cmp.Or(cfg.MongoURL, "mongodb://none"), cmp.Or(cfg.RedisURL, "redis://none")
	var (
		db     *mongo.DB
		client *redis.Client
		wanted *schema
	)
	app := fx.New(records(cfg), p.io(), fx.Populate(&db, &client, &wanted))
	if err := app.Err(); err != nil {
		f.note("wiring", "", dig.RootCause(err))
		return
	}
	if hasMongo {
		f.note("MongoDB", config.Redact(cfg.MongoURL), within(ctx, db.Ping, "start it, or correct MONGO_URL"))
		f.note("indexes", "all there", within(ctx, func(ctx context.Context) error {
			missing, err := mongo.MissingIndexes(ctx, db, wanted.indexes())
			if err == nil && len(missing) > 0 {
				return fmt.Errorf("missing: %s", strings.Join(missing, ", "))
			}
			return err
		}, "start the shop, which makes them"))
	}
	if hasRedis {
		f.note("Redis", config.Redact(cfg.RedisURL), within(ctx, client.Ping, "start it, or correct REDIS_URL"))
	}
	_ = client.Close()
	_ = db.Close(ctx)
}

// within runs a check and adds the remedy to its error.
func within(ctx context.Context, check func(context.Context) error, remedy string) error {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	if err := check(ctx); err != nil {
		return fmt.Errorf("%w; %s", err, remedy)
	}
	return nil
}

// leastFree is the least room the data directory needs.
const leastFree = 200 << 20

// disk checks that the directory is there, that files can be made in it and that
// there is room.
func disk(dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("SHOP_DATA_DIR: the data directory %s isn't there: start the shop, which makes it, or choose another", dir)
	}
	if err := writable(dir); err != nil {
		return err
	}
	var stat syscall.Statfs_t
	if err := syscall.Statfs(dir, &stat); err != nil {
		return fmt.Errorf("SHOP_DATA_DIR: the disk of %s gives no report: %w", dir, err)
	}
	if free := stat.Bavail * uint64(stat.Bsize); free < leastFree {
		return errors.New("SHOP_DATA_DIR: less than 200 MB are left on its disk; make room, or choose another")
	}
	return nil
}
