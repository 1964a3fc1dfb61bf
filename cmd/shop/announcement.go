package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.uber.org/fx"

	"shop/platform/config"
	"shop/platform/redis"
)

// announcement tells whoever started the shop where it is and how to sign in,
// once it answers.
var announcement = fx.Module("announcement", fx.Invoke(announce))

// announcementParams is what announce needs.
type announcementParams struct {
	fx.In
	Config  config.Config
	Redis   *redis.Client
	State   *demoState
	Owner   *owner
	Console console
}

// redisPatience is how long an announcement waits to hear of Redis.
const redisPatience = 500 * time.Millisecond

func announce(lc fx.Lifecycle, p announcementParams) {
	lc.Append(fx.StartHook(func(ctx context.Context) {
		fmt.Fprint(p.Console, welcome(p.Config, p.State.is.Load(), *p.Owner))
		if !answers(ctx, p.Redis) {
			fmt.Fprintln(p.Console, "  Redis can't be reached (REDIS_URL): until it is back the shop works without it, slower and less live.")
		}
	}))
}

// answers waits for Redis to be heard of, and reports whether it is there.
func answers(ctx context.Context, c *redis.Client) bool {
	ctx, cancel := context.WithTimeout(ctx, redisPatience)
	defer cancel()
	return c.Ping(ctx) == nil
}

// welcome is what is printed when the shop is open.
func welcome(cfg config.Config, demo bool, o owner) string {
	var b strings.Builder
	line := func(label, text string) { fmt.Fprintf(&b, "  %-10s %s\n", label, text) }
	kind := "shop"
	if demo {
		kind = "demo shop"
	}
	fmt.Fprintf(&b, "\nThe %s is open.\n\n", kind)
	line("Shop", cfg.BaseURL)
	line("Admin", cfg.BaseURL+"/admin")
	line("API", cfg.BaseURL+"/docs")
	if demo {
		line("Mail", cfg.BaseURL+"/dev/mail")
	}
	line("Metrics", "http://"+cfg.OpsAddr+"/metrics")
	switch {
	case o.setupPath != "":
		line("Owner", "make the account at "+cfg.BaseURL+o.setupPath+" (once, within a day)")
	case o.password != "":
		line("Owner", "sign in as "+o.email+" with "+o.password)
	case o.email != "":
		line("Owner", "sign in as "+o.email)
	}
	b.WriteByte('\n')
	return b.String()
}
