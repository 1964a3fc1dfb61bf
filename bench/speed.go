package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"time"
)

// contest is a load whose rate, or slowness, is compared with the yardstick's.
type contest struct {
	id, name string
	load     load
	// asksRedis holds the shop against the yardstick that asks Redis each time.
	asksRedis bool
	// slowness compares the 99th percentile of the latency, not the rate.
	slowness bool
	goal     *float64
}

// plan is how long is measured, who is told of each run, and where a profile of
// the shop goes, if it is wanted.
type plan struct {
	pairs    int
	each     time.Duration
	progress io.Writer
	profile  string
}

func goal(v float64) *float64 { return &v }

// connections is how many clients there are where nothing else is said.
const connections = 64

// browserEncodings is what browsers accept over http.
const browserEncodings = "Accept-Encoding: gzip, deflate, br"

// contests finds what to ask the shop for.
func contests(ctx context.Context, shop *server) ([]contest, error) {
	var list struct{ Products []struct{ Slug string } }
	if err := get(ctx, shop.base+"/api/products?limit=1", &list); err != nil {
		return nil, err
	}
	var tree struct{ Categories []struct{ Slug string } }
	if err := get(ctx, shop.base+"/api/categories", &tree); err != nil {
		return nil, err
	}
	if len(list.Products) == 0 || len(tree.Categories) == 0 {
		return nil, fmt.Errorf("the shop has %d products and %d categories", len(list.Products), len(tree.Categories))
	}
	token, err := signIn(ctx, shop)
	if err != nil {
		return nil, err
	}
	slug, category := list.Products[0].Slug, tree.Categories[0].Slug
	anonymous := func(targets ...string) load { return load{targets: targets, connections: connections} }
	signedIn := func(target string) load {
		return load{targets: []string{target}, header: []string{"Authorization: Bearer " + token}, connections: connections}
	}
	page := func(target string) load {
		return load{targets: []string{target}, header: []string{browserEncodings}, connections: connections}
	}
	crowded := anonymous("/api/products")
	crowded.connections = 256
	return []contest{
		{id: "list", name: "product list, JSON", load: anonymous("/api/products"), goal: goal(0.85)},
		{id: "detail", name: "product detail, JSON", load: anonymous("/api/products/" + slug), goal: goal(0.75)},
		{id: "rotation", name: "200 list queries in rotation", load: anonymous(queries(200)...), goal: goal(0.75)},
		{id: "signed-in", name: "product list, signed in", load: signedIn("/api/products")},
		{id: "home", name: "home page", load: page("/"), goal: goal(0.7)},
		{id: "category", name: "category page", load: page("/c/" + category), goal: goal(0.7)},
		{id: "product", name: "product page", load: page("/p/" + slug), goal: goal(0.7)},
		{id: "session", name: "session check, GET /api/me", load: signedIn("/api/me"), asksRedis: true, goal: goal(0.85)},
		{id: "p99", name: "p99 of the list at 256 connections", load: crowded, slowness: true, goal: goal(3)},
	}, nil
}

// queries are n different list queries.
func queries(n int) []string {
	sorts := []string{"newest", "price", "-price", "name"}
	var targets []string
	for i := range n {
		q := url.Values{"page": {strconv.Itoa(1 + i/len(sorts))}, "sort": {sorts[i%len(sorts)]}}
		targets = append(targets, "/api/products?"+q.Encode())
	}
	return targets
}

// signIn returns a shopper's token.
func signIn(ctx context.Context, shop *server) (string, error) {
	person := map[string]string{"email": "shopper@bench.example", "password": password, "name": "Shopper"}
	// On a second run of a test the account is there already.
	_, _ = ask(ctx, http.MethodPost, shop.base+"/api/auth/register", nil, person)
	delete(person, "name")
	got, err := ask(ctx, http.MethodPost, shop.base+"/api/auth/login", nil, person)
	if err != nil {
		return "", err
	}
	return tokenIn(got.Body)
}

// hold holds the shop against a yardstick of its own answers.
func (s *stand) hold(ctx context.Context, shop *server, c contest, p plan) (figure, error) {
	answers, err := s.capture(ctx, shop, c.load)
	if err != nil {
		return figure{}, err
	}
	yard, err := s.startYardstick(ctx, answers, c.asksRedis, c.load.targets[0])
	if err != nil {
		return figure{}, err
	}
	defer yard.stop()
	if err := same(ctx, shop, yard, c.load); err != nil {
		return figure{}, err
	}
	var got [2][]float64
	for pair := range p.pairs + 1 {
		for i, of := range []struct{ name, base string }{{"shop", shop.base}, {"yardstick", yard.base}} {
			d := p.each
			if pair == 0 {
				d = time.Second // to warm up
			}
			r, err := c.load.run(ctx, s.machine, of.base, d)
			if err != nil {
				return figure{}, fmt.Errorf("%s: %w", c.name, err)
			}
			if pair > 0 {
				got[i] = append(got[i], c.figure(r))
				fmt.Fprintf(p.progress, "bench: %s, %s: %v\n", c.id, of.name, r)
			}
		}
	}
	if p.profile != "" {
		err := profile(ctx, shop, p, func(d time.Duration) error {
			_, err := c.load.run(ctx, s.machine, shop.base, d)
			return err
		})
		if err != nil {
			return figure{}, err
		}
	}
	f := figure{
		Name: c.name, Value: round(median(got[0]), 2), Unit: "requests/s", Better: higher, Goal: c.goal, Command: command(c.id),
	}
	if c.slowness {
		f.Unit, f.Better = "ms", lower
	}
	return f.against(round(median(got[1]), 2)), nil
}

// profile writes where the shop's time goes under a load, in a run of its own
// since profiling costs time too.
func profile(ctx context.Context, shop *server, p plan, load func(time.Duration) error) error {
	failed := make(chan error, 1)
	go func() { failed <- load(p.each + time.Second) }()
	got, err := ask(ctx, http.MethodGet, fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", shop.ops, max(1, int(p.each.Seconds()))), nil, nil)
	if err := errors.Join(err, <-failed); err != nil {
		return err
	}
	return os.WriteFile(p.profile, got.Body, 0o644)
}

func (c contest) figure(r rate) float64 {
	if c.slowness {
		return float64(r.p99.Microseconds()) / 1000
	}
	return r.perSecond
}

func command(id string) string { return "go run ./bench -only " + id }
