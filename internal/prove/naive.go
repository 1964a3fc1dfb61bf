package prove

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	contract "shop/modules/orders"
)

// NaiveStore is where the naive way keeps its units and orders.
type NaiveStore interface {
	// Stock puts units of a SKU on sale.
	Stock(ctx context.Context, sku string, units int) error
	// Available reads how many are left.
	Available(ctx context.Context, sku string) (int, error)
	// Sell stores an order of one unit, and how many are left.
	Sell(ctx context.Context, sku string, left int) error
	// Sold counts the orders.
	Sold(ctx context.Context, sku string) (int, error)
}

// Naive lets the same crowd at what many shops do: read the stock, check it,
// write it. It has as many servers, the same database and the same clients; no
// carts, payments or repeats, which would only make it worse.
func Naive(ctx context.Context, c Crowd, servers int, store NaiveStore) (Report, error) {
	client := newClient()
	defer client.CloseIdleConnections()
	skus := make([]string, c.SKUs)
	for i := range skus {
		skus[i] = fmt.Sprintf("NAIVE-%d", i+1)
		if err := store.Stock(ctx, skus[i], c.Units); err != nil {
			return Report{}, err
		}
	}
	urls := make([]string, servers)
	for i := range urls {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return Report{}, err
		}
		server := &http.Server{Handler: naiveHandler(store), ReadHeaderTimeout: time.Minute}
		go func() { _ = server.Serve(listener) }()
		defer func() { _ = server.Close() }()
		urls[i] = "http://" + listener.Addr().String()
	}
	begun := time.Now()
	outcomes, err := queue(c, func(int, int) {}, func(n int) (outcome, error) {
		v := visitor{http: client}
		status, text, err := v.call(ctx, http.MethodPost, urls[n%len(urls)]+"/buy", object{"sku": skus[n%len(skus)]}, nil, "")
		if err == nil && status != http.StatusCreated && status != http.StatusConflict {
			err = fmt.Errorf("the naive way answers %d: %s", status, text)
		}
		return outcome{soldOut: status == http.StatusConflict}, err
	})
	if err != nil {
		return Report{}, err
	}
	return naiveReport(ctx, c, skus, outcomes, store, time.Since(begun))
}

func naiveReport(ctx context.Context, c Crowd, skus []string, outcomes []outcome, store NaiveStore, took time.Duration) (Report, error) {
	r := Report{Crowd: c, Seconds: took.Seconds()}
	for _, o := range outcomes {
		if o.soldOut {
			r.SoldOut++
		}
	}
	for _, sku := range skus {
		left, err := store.Available(ctx, sku)
		if err != nil {
			return Report{}, err
		}
		sold, err := store.Sold(ctx, sku)
		if err != nil {
			return Report{}, err
		}
		r.Orders += sold
		r.Stock = append(r.Stock, contract.StockEquation{SKU: sku, Available: left, Sold: sold, Received: c.Units})
		if left+sold != c.Units {
			r.violation("%s: %d of %d units were sold, and the stock says that %d are left", sku, sold, c.Units, left)
		}
	}
	return r, nil
}

var errNaive = errors.New("prove: the naive way")

// naiveHandler sells one unit the naive way. Between its look at the stock and
// its write, others look too.
func naiveHandler(store NaiveStore) http.Handler {
	sell := func(r *http.Request) (sold bool, err error) {
		var want struct {
			SKU string `json:"sku"`
		}
		if err := json.NewDecoder(r.Body).Decode(&want); err != nil {
			return false, fmt.Errorf("%w: %w", errNaive, err)
		}
		available, err := store.Available(r.Context(), want.SKU)
		if err != nil || available < 1 {
			return false, err
		}
		return true, store.Sell(r.Context(), want.SKU, available-1)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sold, err := sell(r)
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		case !sold:
			w.WriteHeader(http.StatusConflict)
		default:
			w.WriteHeader(http.StatusCreated)
		}
	})
}
