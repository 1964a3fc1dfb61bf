package redis_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/alicebob/miniredis/v2"

	"shop/platform/redis"
)

// server starts a Redis for the examples.
func server() (url string, stop func()) {
	m, err := miniredis.Run()
	if err != nil {
		panic(err)
	}
	return "redis://" + m.Addr(), m.Close
}

func Example() {
	url, stop := server()
	defer stop()
	client, err := redis.Connect(url, slog.New(slog.DiscardHandler))
	if err != nil {
		fmt.Println(err) // names what is wrong with the URL
		return
	}
	defer func() { _ = client.Close() }()
	for !client.Healthy() {
		time.Sleep(time.Millisecond)
	}
	fmt.Println(client.State())
	// Output: up
}

func ExampleCache() {
	url, stop := server()
	defer stop()
	client, _ := redis.Connect(url, slog.New(slog.DiscardHandler))
	defer func() { _ = client.Close() }()

	for !client.Hearing() { // until then memory is trusted for shorter
		time.Sleep(time.Millisecond)
	}
	price := 1999
	prices := redis.NewCache[int](client, redis.Products, redis.CacheOptions{})
	show := func() {
		p, err := prices.Get(context.Background(), "shirt", func(context.Context) (int, error) {
			fmt.Println("loading")
			return price, nil
		})
		fmt.Println(p, err)
	}
	show()
	show()
	price = 1499 // written to the database, and then:
	_ = prices.Invalidate(context.Background(), "shirt")
	show()
	// Output:
	// loading
	// 1999 <nil>
	// 1999 <nil>
	// loading
	// 1499 <nil>
}

func ExampleLimiter() {
	url, stop := server()
	defer stop()
	client, _ := redis.Connect(url, slog.New(slog.DiscardHandler))
	defer func() { _ = client.Close() }()

	limiter := redis.NewLimiter(client, "api", 2, time.Hour)
	for range 3 {
		d := limiter.Allow(context.Background(), "203.0.113.7")
		fmt.Println(d.Allowed, d.Remaining, d.RetryAfter.Round(time.Minute))
	}
	// Output:
	// true 1 0s
	// true 0 0s
	// false 0 30m0s
}

func ExampleSlidingLog() {
	url, stop := server()
	defer stop()
	client, _ := redis.Connect(url, slog.New(slog.DiscardHandler))
	defer func() { _ = client.Close() }()

	attempts := redis.NewSlidingLog(client, "sign-in", 5, 15*time.Minute)
	for range 6 {
		fmt.Println(attempts.Allow(context.Background(), "ann@example.com 203.0.113.7").Allowed)
	}
	// Output:
	// true
	// true
	// true
	// true
	// true
	// false
}

func ExampleTopic() {
	url, stop := server()
	defer stop()
	client, _ := redis.Connect(url, slog.New(slog.DiscardHandler))
	defer func() { _ = client.Close() }()

	orders := redis.NewTopic[string](client, redis.OrderNew)
	inbox := make(chan string, 8)
	defer orders.Notify(inbox)()
	// The error says that other instances may not have heard.
	_ = orders.Publish(context.Background(), "order 7")
	fmt.Println(<-inbox)
	// Output: order 7
}

func ExampleSessions() {
	url, stop := server()
	defer stop()
	client, _ := redis.Connect(url, slog.New(slog.DiscardHandler))
	defer func() { _ = client.Close() }()

	ctx, sessions := context.Background(), redis.NewSessions[string](client)
	sessions.Put(ctx, "hash of the token", "ann", 30*time.Minute, time.Now().Add(24*time.Hour))
	name, ok := sessions.Get(ctx, "hash of the token")
	fmt.Println(name, ok)
	sessions.Delete(ctx, "hash of the token")
	_, ok = sessions.Get(ctx, "hash of the token")
	fmt.Println(ok)
	// Output:
	// ann true
	// false
}

func ExampleLimiter_AllowLeased() {
	url, stop := server()
	defer stop()
	client, _ := redis.Connect(url, slog.New(slog.DiscardHandler))
	defer func() { _ = client.Close() }()

	limiter := redis.NewLimiter(client, "api", 600, time.Minute)
	allowed := 0
	for range 200 { // all but a few use permits that are in hand
		if limiter.AllowLeased(context.Background(), "203.0.113.7").Allowed {
			allowed++
		}
	}
	fmt.Println(allowed)
	// Output: 200
}

func ExampleClient_Purge() {
	url, stop := server()
	defer stop()
	client, _ := redis.Connect(url, slog.New(slog.DiscardHandler))
	defer func() { _ = client.Close() }()

	ctx := context.Background()
	redis.NewLimiter(client, "api", 600, time.Minute).Allow(ctx, "203.0.113.7")
	families, _ := client.Overview(ctx)
	for _, f := range families {
		if f.Keys > 0 {
			fmt.Println(f.Name, f.Type, f.Keys)
		}
	}
	fmt.Println(client.Purge(ctx, "ratelimit"))
	// Output:
	// ratelimit string 1
	// 1 <nil>
}
