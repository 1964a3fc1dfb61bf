package e2e_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"shop/platform/failpoint"
)

// byWebhook are the points that only a process passes which is told of webhooks.
var byWebhook = []failpoint.Point{failpoint.WebhookStored, failpoint.WebhookUsed}

// bySweeper are those that a process passes which finishes what another left
// behind; the note says where that other one died.
var bySweeper = map[failpoint.Point]failpoint.Point{
	failpoint.Resolved: failpoint.Paying, failpoint.Buried: failpoint.Claimed,
}

// byBuyer are those that a process passes which an order is placed with, and
// cancelled.
func byBuyer() []failpoint.Point {
	return slices.DeleteFunc(failpoint.All(), func(p failpoint.Point) bool {
		_, sweeps := bySweeper[p]
		return sweeps || slices.Contains(byWebhook, p)
	})
}

// victimsAtOnce is how many processes are started at the same time.
const victimsAtOnce = 4

// each gives every item to do, a few at once.
func each[T any](items []T, do func(T)) {
	var all sync.WaitGroup
	room := make(chan struct{}, victimsAtOnce)
	for _, item := range items {
		room <- struct{}{}
		all.Go(func() {
			do(item)
			<-room
		})
	}
	all.Wait()
}

// some returns all items where the chaos is full, and n of them by chance where it
// has to be short.
func some[T any](n int, items ...T) []T {
	rand.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	return items[:pace(min(n, len(items)), len(items))]
}

// perish keeps a process busy until it has died or stopped at its failpoint.
// Those whose orders it had go on elsewhere.
func (sc *scene) perish(t *testing.T, victim *shop, sku string, point failpoint.Point) {
	deadline := time.Now().Add(90 * time.Second)
	sc.busy.Go(func() {
		for !victim.gone() && time.Now().Before(deadline) {
			if status, _ := victim.status("/readyz"); status == http.StatusOK {
				sc.buy(victim, sku, true)
			}
		}
	})
	for !victim.gone() {
		if time.Now().After(deadline) {
			t.Errorf("%s is never passed; the process said:\n%s", point, victim.output.tail(2000))
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// plenty returns a SKU of which there is enough for everybody, and makes a code
// of which there is, too.
func (sc *scene) plenty(t *testing.T) string {
	t.Helper()
	api := staff(t, sc.shops[0])
	sku := api.stocked(1).Variants[0].SKU
	api.want(http.StatusOK, http.MethodPost, "/api/admin/stock/"+sku+"/adjustments", object{"delta": 20_000, "reason": "many will die"})
	sc.code = "EVERYBODY"
	api.want(http.StatusCreated, http.MethodPost, "/api/admin/promotions", object{
		"name": "A tenth off", "active": true, "kind": "percentage", "percent": 1000,
		"code": sc.code, "usageLimit": 20_000, "usageLimitPerCustomer": 1,
	})
	return sku
}

// A process is killed, or stopped and continued when others have finished its
// work, at each point between two steps of the protocol, and afterwards the
// records of the shop and of the payment provider keep every promise.
func TestCrash_at_each_point_of_the_protocol(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"kill", "stop"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			told := []string{freeAddr(), freeAddr()} // by the provider
			sc := newScene(t, 1, "http://"+told[0], "http://"+told[1])
			sku := sc.plenty(t)
			var mu sync.Mutex
			var victims []*shop
			fall := func(addr string, point failpoint.Point) {
				victim := sc.victim(t, addr, string(point), how)
				mu.Lock()
				victims = append(victims, victim)
				mu.Unlock()
				sc.perish(t, victim, sku, point)
			}
			for i, point := range byWebhook {
				fall(told[i], point)
			}
			each(byBuyer(), func(point failpoint.Point) { fall("", point) })
			sc.busy.Wait()
			sc.quiet(t, "after the sweeper")
			for _, victim := range victims {
				victim.signal(syscall.SIGCONT)
			}
			if how == "stop" {
				time.Sleep(time.Second) // they do what they were about to
				sc.quiet(t, "after they woke up")
			}
		})
	}
}

// What a sweeper leaves behind that dies itself, or is stopped, the next one
// finishes.
func TestCrash_of_the_sweeper(t *testing.T) {
	t.Parallel()
	for point, before := range bySweeper {
		for _, how := range some(1, "kill", "stop") {
			t.Run(string(point)+" "+how, func(t *testing.T) {
				t.Parallel()
				sc := newScene(t, 1)
				sku := sc.plenty(t)
				// Nobody else is there to sweep, and this one can't be reached.
				sc.shops[0].signal(syscall.SIGSTOP)
				t.Cleanup(func() { sc.shops[0].signal(syscall.SIGCONT) })
				first := sc.victim(t, "", string(before), "kill")
				second := sc.victim(t, "", string(point), how)
				for _, s := range []*shop{first, second} {
					s.waitReady(t)
				}
				var buyer sync.WaitGroup
				buyer.Go(func() { sc.buy(first, sku, false) })
				for deadline := time.Now().Add(time.Minute); !second.gone(); time.Sleep(50 * time.Millisecond) {
					if time.Now().After(deadline) {
						t.Fatal("the sweeper doesn't sweep")
					}
				}
				sc.shops[0].signal(syscall.SIGCONT)
				buyer.Wait()
				sc.quiet(t, "after the next sweeper")
				if how == "stop" {
					second.signal(syscall.SIGCONT)
					time.Sleep(time.Second) // it does what it was about to
					sc.quiet(t, "after the first one woke up")
				}
			})
		}
	}
}

// The database is killed while processes are at each point between two steps,
// and is back when they go on.
func TestCrash_of_the_database_at_each_point(t *testing.T) {
	t.Parallel()
	sc := newScene(t, 1)
	sku := sc.plenty(t)
	for points := range slices.Chunk(some(2*victimsAtOnce, byBuyer()...), victimsAtOnce) {
		victims := make([]*shop, len(points))
		var all sync.WaitGroup
		for i, point := range points {
			all.Go(func() {
				victims[i] = sc.victim(t, "", string(point), "stop")
				sc.perish(t, victims[i], sku, point)
			})
		}
		all.Wait()
		sc.engine.Kill()
		for _, victim := range victims {
			victim.signal(syscall.SIGCONT)
		}
	}
	sc.busy.Wait()
	sc.quiet(t, "after the database was killed at each point")
}

// mischief is how the provider misbehaves while everything dies around it.
const mischief = `{
	"authorise": {"mischief": "%s", "every": 5}, "capture": {"mischief": "%s", "every": 3}, "fetch": {"mischief": "%s", "every": 4},
	"void": {"mischief": "%s", "every": 3}, "refund": {"mischief": "%s", "every": 4},
	"notice": {"mischief": "%s", "every": 2}
}`

// Shops, the database and the payment provider are killed at any moment under
// load, and the provider misbehaves in every way.
func TestCrash_at_random_under_load(t *testing.T) {
	t.Parallel()
	sc := newScene(t, 3)
	sku := sc.plenty(t)
	stop := make(chan struct{})
	var crowd sync.WaitGroup
	for range 8 {
		crowd.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					sc.buy(sc.shops[rand.IntN(len(sc.shops))], sku, rand.IntN(4) == 0)
				}
			}
		})
	}
	ways := []string{"error-before", "error-after", "silence-before", "silence-after"}
	victims := []func(){
		sc.engine.Kill,
		func() { sc.shops[rand.IntN(len(sc.shops))].kill() },
		func() { sc.payments.kill() },
		func() { sc.shops[rand.IntN(len(sc.shops))].kill() },
	}
	for round := range int(pace(4*time.Second, 60*time.Second) / time.Second) {
		way := ways[round%len(ways)]
		sc.behave(t, fmt.Sprintf(mischief, way, way, way, way, way, []string{"twice", "late"}[round%2]))
		time.Sleep(pace(500*time.Millisecond, time.Second) + rand.N(time.Second))
		victims[round%len(victims)]()
		sc.revive(t)
	}
	sc.behave(t, `{}`)
	close(stop)
	crowd.Wait()
	sc.quiet(t, "after the last one died")
}

// revive starts those again that were killed.
func (sc *scene) revive(t *testing.T) {
	t.Helper()
	for _, s := range append([]*shop{sc.payments}, sc.shops...) {
		if !s.gone() {
			continue
		}
		if err := s.run(); err != nil {
			t.Fatal(err)
		}
		if s != sc.payments {
			s.waitReady(t)
			continue
		}
		eventually(t, "the provider is back", func() bool {
			_, err := sc.ledger(t.Context())
			return err == nil
		})
	}
}

// One key is one order, whoever is asked, however often at once.
func TestCrash_fifty_at_once_with_one_key(t *testing.T) {
	t.Parallel()
	shops, records := three(t)
	c := newClient(t, shops[0])
	c.add(c.stocked(1).Variants[0].SKU, 1)
	body := c.checkout("fifty@example.com")
	key := header("Idempotency-Key: the-one-and-only")
	numbers := make(chan string, 50)
	var all sync.WaitGroup
	for i := range cap(numbers) {
		all.Go(func() {
			other := newClient(t, shops[i%len(shops)])
			other.cart = c.cart
			var o order
			r := other.do(http.MethodPost, "/api/checkout", body, key)
			if r.status != http.StatusOK && r.status != http.StatusCreated && r.status != http.StatusAccepted {
				t.Errorf("answered %d: %s", r.status, r.body)
				return
			}
			r.into(t, &o)
			numbers <- o.Number
		})
	}
	all.Wait()
	close(numbers)
	first := <-numbers
	for number := range numbers {
		if number != first {
			t.Errorf("one key is order %s and order %s", first, number)
		}
	}
	eventually(t, "one order is placed, and one payment captured", func() bool {
		b, err := readBooks(t.Context(), records)
		if err != nil {
			t.Fatal(err)
		}
		orders, captures := 0, 0
		for _, o := range b.orders {
			if o.Email == "fifty@example.com" {
				orders++
			}
		}
		for _, p := range b.taken {
			if p.State == "captured" {
				captures++
			}
		}
		if orders > 1 || captures > 1 {
			t.Fatalf("%d orders and %d captures", orders, captures)
		}
		return orders == 1 && captures == 1 && b.restless() == ""
	})
	elsewhere := object{}
	for name, value := range berlin {
		elsewhere[name] = value
	}
	elsewhere["line1"] = "Elsewhere 2"
	body["shippingAddress"] = elsewhere
	for _, s := range shops {
		other := newClient(t, s)
		other.cart = c.cart
		other.want(http.StatusUnprocessableEntity, http.MethodPost, "/api/checkout", body, key)
	}
}

// The program that is shipped has no failpoint left, not even its name; the one
// that the crash tests run has all.
func TestFailpoints_are_not_in_the_program_that_is_shipped(t *testing.T) {
	t.Parallel()
	tested, err := crashProgram()
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"SHOP_FAILPOINTS"}
	for _, p := range failpoint.All() {
		names = append(names, string(p))
	}
	for path, has := range map[string]bool{program: false, tested: true} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if bytes.Contains(text, []byte(name)) != has {
				t.Errorf("%s has %s: %v", path, name, !has)
			}
		}
	}
}
