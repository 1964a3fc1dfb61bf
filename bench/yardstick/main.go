package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/labstack/echo/v4"
	goredis "github.com/redis/go-redis/v9"
)

// answer is one captured response.
type answer struct {
	Target string // path and query
	Status int
	Header http.Header
	Body   []byte
}

func main() {
	addr := flag.String("addr", "127.0.0.1:8081", "where to listen")
	file := flag.String("answers", "", "JSON file of captured responses")
	redis := flag.String("redis", "", "host:port of a Redis to ask for one key per request")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *addr, *file, *redis)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "yardstick:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, addr, file, redis string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var answers []answer
	if err := json.Unmarshal(text, &answers); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	e, err := newServer(ctx, answers, redis)
	if err != nil {
		return err
	}
	context.AfterFunc(ctx, func() { _ = e.Close() })
	if err := e.Start(addr); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// The key that is asked for, and a value as long as a stored session.
const (
	key  = "yardstick"
	size = 300
)

// newServer returns an Echo that writes the answers.
func newServer(ctx context.Context, answers []answer, redis string) (*echo.Echo, error) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	byTarget := make(map[string]answer, len(answers))
	for _, a := range answers {
		byTarget[a.Target] = a
	}
	write := func(c echo.Context) error {
		a, ok := byTarget[c.Request().RequestURI]
		if !ok {
			return echo.ErrNotFound
		}
		header := c.Response().Header()
		for name, values := range a.Header {
			header[name] = values
		}
		c.Response().WriteHeader(a.Status)
		_, err := c.Response().Write(a.Body)
		return err
	}
	if redis == "" {
		e.GET("/*", write)
		return e, nil
	}
	// As many connections as the shop may have, so that none waits for one.
	client := goredis.NewClient(&goredis.Options{Addr: redis, PoolSize: 64})
	if err := client.Set(ctx, key, strings.Repeat("x", size), 0).Err(); err != nil {
		return nil, err
	}
	e.GET("/*", func(c echo.Context) error {
		if err := client.Get(c.Request().Context(), key).Err(); err != nil {
			return err
		}
		return write(c)
	})
	return e, nil
}
