package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// tokenIn returns the token of a sign-in's answer.
func tokenIn(body []byte) (string, error) {
	var grant struct{ Token string }
	err := json.Unmarshal(body, &grant)
	if err == nil && grant.Token == "" {
		err = errors.New("the sign-in has no token")
	}
	return grant.Token, err
}

// memory is the most that a fresh shop has resident while strangers look at
// every product there is, as JSON and as a page, and at lists of them.
func (s *stand) memory(ctx context.Context, products int, d time.Duration) (figure, error) {
	shop, err := s.startShop(ctx, "memory", true)
	if err != nil {
		return figure{}, err
	}
	defer shop.stop()
	// Lists come now and then: as many that nobody has asked for yet at the same
	// moment would measure MongoDB's patience.
	targets, lists := []string{"/"}, queries(200)
	for i := range products {
		targets = append(targets, "/api/products/"+handle(i), "/p/"+handle(i))
		targets = append(targets, lists[i*len(lists)/products:(i+1)*len(lists)/products]...)
	}
	l := load{targets: targets, header: []string{browserEncodings}, connections: connections}
	if _, err := l.run(ctx, s.machine, shop.base, d); err != nil {
		return figure{}, err
	}
	peak, err := peakRSS(shop.child.PID())
	return figure{
		Name: fmt.Sprintf("memory with %d products", products), Value: round(peak, 1), Unit: "MB",
		Better: lower, Goal: goal(100), Command: command("memory"),
	}, err
}

// peakRSS returns the most that a process ever had resident, in megabytes.
func peakRSS(pid int) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(text), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0, errors.New("the kernel doesn't tell a process's peak memory")
	}
	kb, err := strconv.ParseFloat(fields[0], 64)
	return kb / 1024, err
}

// coldClients ask for the same thing at the same time.
const coldClients = 500

// cold counts how often three shops load a list that 500 clients ask for at
// once and nobody has asked for before.
func (s *stand) cold(ctx context.Context) ([]figure, error) {
	var shops []*server
	defer func() {
		for _, shop := range shops {
			shop.stop()
		}
	}()
	for i := range 3 {
		shop, err := s.startShop(ctx, fmt.Sprintf("cold-%d", i+1), false)
		if err != nil {
			return nil, err
		}
		shops = append(shops, shop)
	}
	before, err := loads(ctx, shops)
	if err != nil {
		return nil, err
	}
	if err := atOnce(ctx, shops, fmt.Sprintf("/api/products?limit=19&minPrice=%d", 1+time.Now().UnixNano()%400)); err != nil {
		return nil, err
	}
	after, err := loads(ctx, shops)
	if err != nil {
		return nil, err
	}
	var sum, most float64
	for i := range shops {
		n := after[i] - before[i]
		sum, most = sum+n, max(most, n)
	}
	row := func(name string, value float64) figure {
		return figure{Name: name, Value: value, Unit: "loads", Better: lower, Goal: goal(1), Command: command("cold")}
	}
	return []figure{row("cold key, 500 clients, in one of three processes", most), row("cold key, 500 clients, in all three", sum)}, nil
}

// atOnce has all clients ask for a target, spread over the shops.
func atOnce(ctx context.Context, shops []*server, target string) error {
	var all sync.WaitGroup
	start, errs := make(chan struct{}), make(chan error, coldClients)
	for i := range coldClients {
		all.Go(func() {
			<-start
			_, err := ask(ctx, http.MethodGet, shops[i%len(shops)].base+target, nil, nil)
			errs <- err
		})
	}
	close(start)
	all.Wait()
	close(errs)
	for err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// loaded is the metric that counts how often a list was read from the record.
const loaded = `shop_cache_reads_total{family="products",from="load"} `

// loads returns that count of each shop.
func loads(ctx context.Context, shops []*server) ([]float64, error) {
	counts := make([]float64, len(shops))
	for i, shop := range shops {
		got, err := ask(ctx, http.MethodGet, "http://"+shop.ops+"/metrics", nil, nil)
		if err != nil {
			return nil, err
		}
		lines := bufio.NewScanner(strings.NewReader(string(got.Body)))
		for lines.Scan() {
			if n, ok := strings.CutPrefix(lines.Text(), loaded); ok {
				if counts[i], err = strconv.ParseFloat(n, 64); err != nil {
					return nil, err
				}
			}
		}
	}
	return counts, nil
}
