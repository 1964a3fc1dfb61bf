package prove

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	contract "shop/modules/orders"
)

// Crowd says how many buyers want how much of how little.
type Crowd struct {
	// SKUs are on sale, with Units of each; every buyer wants one unit.
	SKUs, Units, Buyers int
}

// Shop is the shop on trial.
type Shop struct {
	// URLs are those of its processes.
	URLs []string
	// Email and Password are those of its owner.
	Email, Password string
	// Audit reads its records.
	Audit contract.Audit
}

const (
	// atOnce is how many requests are on their way at the same time.
	atOnce = 64
	// quiet is how long the shop may take until nothing is left to do.
	quiet = time.Minute
	// impatience is that each nth buyer sends the order twice at once.
	impatience = 4
)

// Oversell lets the crowd at the shop, waits until it is quiet, and reports.
// progress is told how many of the buyers are done. The error is that it
// couldn't be tried; what is wrong with the shop is in the report.
func Oversell(ctx context.Context, c Crowd, s Shop, progress func(done, total int)) (Report, error) {
	client := newClient()
	defer client.CloseIdleConnections()
	skus, err := stock(ctx, client, c, s)
	if err != nil {
		return Report{}, err
	}
	begun := time.Now()
	outcomes, err := queue(c, progress, func(n int) (outcome, error) {
		b := buyer{visitor: visitor{http: client}, shops: s.URLs, n: n, sku: skus[n%len(skus)], impatient: n%impatience == 0}
		err := b.buy(ctx)
		return b.outcome, err
	})
	if err != nil {
		return Report{}, err
	}
	took := time.Since(begun)
	audit, err := settled(ctx, s.Audit)
	if err != nil {
		return Report{}, err
	}
	return judge(c, outcomes, audit, took), nil
}

func newClient() *http.Client {
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: atOnce}}
}

// stock puts the SKUs on sale.
func stock(ctx context.Context, client *http.Client, c Crowd, s Shop) ([]string, error) {
	owner := visitor{http: client}
	var session struct {
		Token string `json:"token"`
	}
	shop := s.URLs[0]
	if err := owner.must(ctx, http.MethodPost, shop+"/api/auth/login", object{"email": s.Email, "password": s.Password}, &session); err != nil {
		return nil, fmt.Errorf("sign in to stock the shop: %w", err)
	}
	owner.auth = session.Token
	skus := make([]string, c.SKUs)
	for i := range skus {
		skus[i] = fmt.Sprintf("SCARCE-%d", i+1)
		product := object{
			"name": fmt.Sprintf("Scarce thing %d", i+1), "status": "active",
			"variants": []object{{
				"sku": skus[i], "price": object{"amount": 1999, "currency": "EUR"}, "tracked": true, "quantity": c.Units,
			}},
		}
		if err := owner.must(ctx, http.MethodPost, shop+"/api/admin/products", product, nil); err != nil {
			return nil, fmt.Errorf("stock the shop: %w", err)
		}
	}
	return skus, nil
}

// queue lets all buyers in, as many at once as there is room for.
func queue(c Crowd, progress func(done, total int), buy func(n int) (outcome, error)) ([]outcome, error) {
	var (
		mu       sync.Mutex
		outcomes = make([]outcome, 0, c.Buyers)
		failed   error
		all      sync.WaitGroup
		room     = make(chan struct{}, atOnce)
	)
	for n := range c.Buyers {
		room <- struct{}{}
		all.Go(func() {
			o, err := buy(n)
			mu.Lock()
			defer mu.Unlock()
			<-room
			outcomes = append(outcomes, o)
			if err != nil && failed == nil {
				failed = fmt.Errorf("buyer %d: %w", n, err)
			}
			progress(len(outcomes), c.Buyers)
		})
	}
	all.Wait()
	return outcomes, failed
}

// settled reads the records until nothing is wrong with them, or for as long as
// the shop may take to finish what was left behind.
func settled(ctx context.Context, audit contract.Audit) (contract.AuditReport, error) {
	for deadline := time.Now().Add(quiet); ; {
		report, err := audit.Report(ctx)
		if err != nil || len(report.Violations) == 0 || time.Now().After(deadline) {
			return report, err
		}
		select {
		case <-ctx.Done():
			return report, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// judge holds what buyers were told against the records.
func judge(c Crowd, outcomes []outcome, audit contract.AuditReport, took time.Duration) Report {
	r := Report{
		Crowd: c, Stock: audit.Stock, Orders: len(audit.Placed), Captures: audit.Captures,
		Seconds: took.Seconds(), Violations: slices.Clone(audit.Violations),
	}
	told := make(map[string]int)
	for _, o := range outcomes {
		r.Repeats += o.repeats
		switch {
		case o.violation != "":
			r.violation("%s", o.violation)
		case o.paid != "":
			told[o.paid]++
		case o.soldOut:
			r.SoldOut++
		case o.late:
			r.Late++
		}
	}
	for number, times := range told {
		if times > 1 {
			r.Duplicates += times - 1
			r.violation("order %s was sold to %d buyers", number, times)
		}
		if !slices.Contains(audit.Placed, number) {
			r.violation("order %s was acknowledged and is lost", number)
		}
	}
	for _, number := range audit.Placed {
		if told[number] == 0 {
			r.Duplicates++
			r.violation("order %s was placed behind its buyer's back", number)
		}
	}
	if r.Captures != r.Orders {
		r.violation("%d orders, but %d payments", r.Orders, r.Captures)
	}
	for _, e := range r.Stock {
		if e.Sold > c.Units {
			r.violation("%s: %d of %d units were sold", e.SKU, e.Sold, c.Units)
		}
	}
	return r
}
