package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"go.uber.org/fx"

	"shop/platform/config"
	"shop/platform/mongo"
	"shop/platform/redis"
	"shop/platform/web"
)

// storage connects MongoDB and Redis and, before anything else starts, brings
// the database up to date.
var storage = fx.Module("storage",
	fx.Provide(
		func() *schema { return &schema{} },
		newMongo,
		newRedis,
		mongo.NewOutbox,
	),
	fx.Invoke(func(s *schema, wanted mongo.Wanted, outbox *mongo.Outbox) {
		s.wanted, s.outbox = wanted, outbox
	}),
)

// databaseName is the database's where MONGO_URL names none.
const databaseName = "shop"

// reachTimeout is how long a start waits for MongoDB; with what comes around
// it that stays below 10 s, on a busy machine too.
const reachTimeout = 7 * time.Second

// schema is what the modules want of the database. It is filled once all are
// wired, which is after the connection was made and before it starts.
type schema struct {
	wanted mongo.Wanted
	outbox *mongo.Outbox
}

// indexes are the modules' and those of the outboxes.
func (s *schema) indexes() []mongo.Indexes {
	return append(s.outbox.Indexes(), s.wanted.Indexes...)
}

func newMongo(lc fx.Lifecycle, cfg config.Config, s *schema, log *slog.Logger) (*mongo.DB, error) {
	db, err := mongo.Connect(context.Background(), cfg.MongoURL, databaseName)
	if err != nil {
		return nil, fmt.Errorf("MONGO_URL: %w; write it as mongodb://host:27017/shop", err)
	}
	lc.Append(fx.Hook{
		OnStart: func(ctx context.Context) error { return prepare(ctx, db, s, cfg, log) },
		OnStop:  db.Close,
	})
	return db, nil
}

// prepare waits for the server, decides whether a new database is a demo's,
// and runs migrations.
func prepare(ctx context.Context, db *mongo.DB, s *schema, cfg config.Config, log *slog.Logger) error {
	if err := reach(ctx, db, cfg.MongoURL); err != nil {
		return err
	}
	if cfg.Demo {
		err := mongo.MarkDemo(ctx, db)
		if err != nil && !errors.Is(err, mongo.ErrLive) {
			return err
		}
		if err != nil {
			log.WarnContext(ctx, "this database belongs to a live shop: --demo opens nothing in it and adds nothing to it")
		}
	}
	return mongo.Setup(ctx, db, s.indexes(), s.wanted.Migrations)
}

// reach returns when MongoDB answers, or says that it doesn't.
func reach(ctx context.Context, db *mongo.DB, url string) error {
	ctx, cancel := context.WithTimeout(ctx, reachTimeout)
	defer cancel()
	if err := db.Await(ctx); err != nil {
		return fmt.Errorf("MongoDB can't be reached at %s: start it, or correct MONGO_URL (%w)", config.Redact(url), err)
	}
	return nil
}

func newRedis(lc fx.Lifecycle, cfg config.Config, log *slog.Logger) (*redis.Client, error) {
	c, err := redis.New(cfg.RedisURL, log)
	if err != nil {
		return nil, fmt.Errorf("REDIS_URL: %w", err)
	}
	lc.Append(fx.StartStopHook(c.Start, c.Close))
	return c, nil
}

func mongoCheck(db *mongo.DB) web.Check {
	return web.Check{Name: "mongodb", Required: true, Probe: func(ctx context.Context) (string, error) {
		return "connected", db.Ping(ctx)
	}}
}

func redisCheck(c *redis.Client) web.Check {
	return web.Check{Name: "redis", Probe: func(ctx context.Context) (string, error) {
		return c.State(), c.Ping(ctx)
	}}
}
