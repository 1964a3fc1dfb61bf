package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"shop/platform/mongo/mongotest"
)

// Each write has its effect, and every now and then nobody hears of it.
func TestCrash_lost_acknowledgements(t *testing.T) {
	t.Parallel()
	var wire *mongotest.Proxy
	sc := newSceneBehind(t, func(e mongotest.Engine) string {
		wire = e.Proxy(t)
		return wire.URL()
	}, 2)
	sku := sc.plenty(t)
	// From every write to one in many, so that each step loses its own.
	for _, every := range some(2, 7, 5, 3, 11) {
		wire.Lose(every)
		sc.crowd(t, sku, pace(2*time.Second, 15*time.Second))
	}
	wire.Lose(0)
	sc.quiet(t, "after nothing is lost any more")
	if wire.Lost() < pace(10, 20) {
		t.Errorf("only %d acknowledgements were lost", wire.Lost())
	}
}

// The payment provider misbehaves in each way at each step.
func TestCrash_of_the_provider_s_manners(t *testing.T) {
	t.Parallel()
	sc := newScene(t, 2)
	sc.payers = []string{"", "+authorise", "+lost", "+timeout", "+decline", "+redirect"}
	sku := sc.plenty(t)
	for _, way := range some(2, "error-before", "error-after", "silence-before", "silence-after", "twice") {
		sc.behave(t, fmt.Sprintf(mischief, way, way, way, way, way, "twice"))
		sc.crowd(t, sku, pace(time.Second, 10*time.Second))
	}
	sc.behave(t, `{"authorise": {"mischief": "decline", "every": 2}, "capture": {"mischief": "decline", "every": 2}, "notice": {"mischief": "late", "every": 2}}`)
	sc.crowd(t, sku, pace(time.Second, 10*time.Second))
	sc.behave(t, `{}`)
	sc.quiet(t, "after the provider behaves again")
}

// crowd has eight people buy, one order after the other, for a while; every
// fourth order is cancelled.
func (sc *scene) crowd(t *testing.T, sku string, d time.Duration) {
	t.Helper()
	until := time.Now().Add(d)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for first := true; first || time.Now().Before(until); first = false {
				sc.buy(sc.shops[rand.IntN(len(sc.shops))], sku, rand.IntN(4) == 0)
			}
		})
	}
	all.Wait()
}
