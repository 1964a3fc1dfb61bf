package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"shop/platform/config"
	"shop/platform/host"
	"shop/platform/mongo/engine"
	"shop/platform/redis/embedded"
)

// databases are what a shop keeps its records in: servers that were named in
// the environment, or embedded ones in the data directory.
type databases struct {
	lock  *host.Lock
	note  string
	mongo *engine.Engine
	redis *embedded.Server
}

// errNoDatabases is returned where neither URLs nor --demo are given.
func errNoDatabases(cfg config.Config) error {
	var missing []string
	if cfg.MongoURL == "" {
		missing = append(missing, "MONGO_URL")
	}
	if cfg.RedisURL == "" {
		missing = append(missing, "REDIS_URL")
	}
	return fmt.Errorf("the shop has no database: set %s, or add --demo to try it with embedded ones", strings.Join(missing, " and "))
}

// serveDatabases claims the data directory for this process and starts what
// the configuration leaves to be embedded, whose URLs it puts into cfg.
func serveDatabases(ctx context.Context, cfg *config.Config, log *slog.Logger) (*databases, error) {
	if err := writable(cfg.DataDir); err != nil {
		return nil, err
	}
	lock, err := host.TryLock(lockFile(cfg.DataDir))
	if errors.Is(err, host.ErrLocked) {
		return nil, fmt.Errorf("another shop runs on the data directory %s: stop it, or choose another with SHOP_DATA_DIR", cfg.DataDir)
	}
	if err != nil {
		return nil, err
	}
	d := &databases{lock: lock, note: noteFile(cfg.DataDir)}
	if err := d.embed(ctx, cfg, log); err != nil {
		d.close()
		return nil, err
	}
	return d, nil
}

// toolDatabases is for commands beside the server: those of the environment,
// else those of the demo that runs on the data directory, else (with --demo)
// embedded ones of their own.
func toolDatabases(ctx context.Context, cfg *config.Config, log *slog.Logger) (*databases, error) {
	if cfg.MongoURL != "" && cfg.RedisURL != "" {
		return &databases{}, nil
	}
	if runningDatabases(cfg) {
		return &databases{}, nil
	}
	if !cfg.Demo {
		return nil, errNoDatabases(*cfg)
	}
	return serveDatabases(ctx, cfg, log)
}

// writable makes the data directory where it is missing, and proves that files
// can be made in it.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("SHOP_DATA_DIR: the data directory can't be made (%w): choose another, or make it yourself", err)
	}
	probe, err := os.CreateTemp(dir, ".probe-*")
	if err != nil {
		return fmt.Errorf("SHOP_DATA_DIR: the data directory %s can't be written (%w): change its owner, or choose another", dir, err)
	}
	_ = probe.Close()
	return os.Remove(probe.Name())
}

// embed starts what has no URL.
func (d *databases) embed(ctx context.Context, cfg *config.Config, log *slog.Logger) error {
	var err error
	if cfg.MongoURL == "" {
		if err := engine.Ensure(ctx, log); err != nil {
			return err
		}
		if d.mongo, err = engine.Start(ctx, filepath.Join(cfg.DataDir, "mongo")); err != nil {
			return fmt.Errorf("the embedded MongoDB did not start: %w", err)
		}
		cfg.MongoURL = d.mongo.URL()
	}
	if cfg.RedisURL == "" {
		if d.redis, err = embedded.Start(ctx, filepath.Join(cfg.DataDir, "redis")); err != nil {
			return err
		}
		cfg.RedisURL = d.redis.URL()
	}
	return d.writeNote(*cfg)
}

// running is what a serving shop leaves in its data directory, so that other
// commands find its databases.
type running struct{ MongoURL, RedisURL string }

func lockFile(dir string) string { return filepath.Join(dir, "shop.lock") }

func noteFile(dir string) string { return filepath.Join(dir, "running.json") }

func (d *databases) writeNote(cfg config.Config) error {
	text, err := json.Marshal(running{MongoURL: cfg.MongoURL, RedisURL: cfg.RedisURL})
	if err != nil {
		return err
	}
	return os.WriteFile(d.note, text, 0o600)
}

// runningDatabases takes the URLs that cfg lacks from the shop that runs on
// the data directory, and reports whether there is one.
func runningDatabases(cfg *config.Config) bool {
	text, err := os.ReadFile(noteFile(cfg.DataDir))
	if err != nil {
		return false
	}
	lock, err := host.TryLock(lockFile(cfg.DataDir))
	if err == nil {
		lock.Unlock()
		return false // the shop that left the note was killed
	}
	var r running
	if !errors.Is(err, host.ErrLocked) || json.Unmarshal(text, &r) != nil || r.MongoURL == "" || r.RedisURL == "" {
		return false
	}
	cfg.MongoURL = cmp.Or(cfg.MongoURL, r.MongoURL)
	cfg.RedisURL = cmp.Or(cfg.RedisURL, r.RedisURL)
	return true
}

// close stops what was embedded and gives the data directory free.
func (d *databases) close() {
	if d.note != "" {
		_ = os.Remove(d.note)
	}
	if d.redis != nil {
		d.redis.Stop()
	}
	if d.mongo != nil {
		d.mongo.Stop()
	}
	if d.lock != nil {
		d.lock.Unlock()
	}
}
