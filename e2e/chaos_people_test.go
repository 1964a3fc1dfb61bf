package e2e_test

import (
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// town is a shop with people that know it: what they look at, what they buy,
// and the accounts they have.
type town struct {
	shop *shop
	// places are what is looked at; plenty are SKUs that don't run out.
	places []string
	plenty []string
	// scarce is a SKU of which there are fewer than are asked for at once.
	scarce string
	n      atomic.Int64 // of accounts
}

// townsfolk is how many do what at once.
const (
	browsers = 12
	carters  = 4
	buyers   = 5
	members  = 4
)

const memberPassword = "a long password"

// newTown finds out what there is in a demo shop, and makes enough of it.
func newTown(t testing.TB, s *shop) *town {
	t.Helper()
	v := &town{shop: s, places: []string{"/", "/api/categories", "/api/products", "/api/products?page=2&limit=10", "/search?q=oak"}}
	api := staff(t, s)
	var list struct{ Products []product }
	api.want(http.StatusOK, http.MethodGet, "/api/products?inStock=true&limit=30&sort=name", nil).into(t, &list)
	for _, card := range list.Products {
		v.places = append(v.places, "/p/"+card.Slug, "/api/products/"+card.Slug)
		p := api.find(card.Slug)
		if p.Variants[0].Available == nil || len(v.plenty) == 5 {
			continue
		}
		v.plenty = append(v.plenty, p.Variants[0].SKU)
		api.want(http.StatusOK, http.MethodPost, "/api/admin/stock/"+p.Variants[0].SKU+"/adjustments",
			object{"delta": 20_000, "reason": "a crowd is coming"})
	}
	if len(v.plenty) < 5 {
		t.Fatalf("only %d products have their stock counted", len(v.plenty))
	}
	v.scarce, v.plenty = v.plenty[0], v.plenty[1:]
	var tree struct{ Categories []struct{ Slug string } }
	api.want(http.StatusOK, http.MethodGet, "/api/categories", nil).into(t, &tree)
	for _, c := range tree.Categories {
		v.places = append(v.places, "/c/"+c.Slug, "/api/products?category="+c.Slug+"&sort=price")
	}
	return v
}

// ration leaves the scarce SKU with that many units, of which there were
// available so far.
func (v *town) ration(t testing.TB, units, available int) {
	t.Helper()
	if units == available {
		return
	}
	staff(t, v.shop).want(http.StatusOK, http.MethodPost, "/api/admin/stock/"+v.scarce+"/adjustments",
		object{"delta": units - available, "reason": "counted again"})
}

// person returns somebody with an account who has just signed in.
func (v *town) person(t testing.TB, c *crowd) *person {
	t.Helper()
	email := fmt.Sprintf("member-%d@example.com", v.n.Add(1))
	app := newClient(t, v.shop)
	app.want(http.StatusCreated, http.MethodPost, "/api/auth/register",
		object{"email": email, "password": memberPassword, "name": "Member"})
	app.signIn(email, memberPassword)
	return &person{crowd: c, token: app.token}
}

// gather begins the load.
func (v *town) gather(t testing.TB) *crowd {
	t.Helper()
	c := newCrowd(v.shop)
	var inside []*person
	for range members {
		inside = append(inside, v.person(t, c))
	}
	c.join(browsers, v.browse)
	c.join(carters, v.fillCart)
	c.join(buyers, v.buy)
	for _, p := range inside {
		c.join(1, func(*person) { p.stayIn() })
	}
	return c
}

// browse looks at one thing.
func (v *town) browse(p *person) {
	p.ask(browsing, http.MethodGet, v.places[mathrand.IntN(len(v.places))], nil, nil, http.StatusOK)
}

// fillCart is a guest who changes their mind.
func (v *town) fillCart(p *person) {
	p.cart = ""
	sku := v.plenty[mathrand.IntN(len(v.plenty))]
	var got cart
	p.ask(carting, http.MethodPost, "/api/cart/lines", object{"sku": sku, "quantity": 1}, &got, http.StatusOK)
	if p.cart == "" {
		return // the fault came first; violations tell
	}
	p.pause()
	p.ask(carting, http.MethodPatch, "/api/cart/lines/"+sku, object{"quantity": 3}, &got, http.StatusOK)
	p.pause()
	if p.ask(carting, http.MethodGet, "/api/cart", nil, &got, http.StatusOK) == http.StatusOK && len(got.Lines) != 1 {
		p.crowd.breach("a cart with one line has %d", len(got.Lines))
	}
	p.pause()
	p.ask(carting, http.MethodDelete, "/api/cart/lines/"+sku, nil, &got, http.StatusOK)
}

// buy is a guest who orders something.
func (v *town) buy(p *person) {
	if order := p.choose(v.plenty[mathrand.IntN(len(v.plenty))]); order != nil {
		p.pause()
		order()
	}
}

// queue has as many guests as there are in line ready to order the scarce SKU,
// and returns what lets all of them order at once.
func (v *town) queue(c *crowd, line int) (open func()) {
	orders := make([]func(), line)
	var ready sync.WaitGroup
	for i := range line {
		ready.Go(func() { orders[i] = (&person{crowd: c}).choose(v.scarce) })
	}
	ready.Wait()
	return func() {
		for _, order := range orders {
			if order != nil {
				c.busy.Go(order)
			}
		}
	}
}

// choose puts a SKU into a new cart and returns what orders it; nil when the
// shop had no answer.
func (p *person) choose(sku string) (order func()) {
	p.cart = ""
	if p.ask(buying, http.MethodPost, "/api/cart/lines", object{"sku": sku, "quantity": 1}, nil, http.StatusOK) != http.StatusOK {
		return nil
	}
	p.pause()
	key := rand.Text()
	email := "buyer-" + key + "@example.com"
	var q quote
	if p.ask(buying, http.MethodPost, "/api/checkout/quote", object{"email": email, "shippingAddress": berlin}, &q,
		http.StatusOK) != http.StatusOK || len(q.ShippingMethods) == 0 {
		return nil
	}
	return func() {
		p.order(key, email, object{
			"email": email, "shippingAddress": berlin, "shippingMethod": q.ShippingMethods[0].ID, "paymentMethod": "test",
			"expectedTotal": object{"amount": q.Total.Amount, "currency": q.Total.Currency}, "cartVersion": q.CartVersion,
		})
	}
}

// persistence is how long a buyer sends an order again whose outcome is unknown.
const persistence = 30 * time.Second

// order sends an order again until it is certain, and sometimes twice at once.
func (p *person) order(key, email string, request object) {
	send := func(buyer *person) bool {
		var o order
		status := buyer.askWith(buying, key, http.MethodPost, "/api/checkout", request, &o,
			http.StatusCreated, http.StatusOK, http.StatusAccepted, http.StatusConflict)
		switch status {
		case http.StatusCreated, http.StatusOK:
			p.crowd.told(key, receipt{o.Number, o.Status, email})
			return true
		case http.StatusConflict:
			return true // sold out meanwhile
		default:
			return false
		}
	}
	if mathrand.IntN(4) == 0 { // a double click
		again := *p
		p.crowd.busy.Go(func() { send(&again) })
	}
	for deadline := time.Now().Add(persistence); !send(p); p.pause() {
		if time.Now().After(deadline) {
			p.crowd.breach("the order of key %s is still uncertain after %v", key, persistence)
			return
		}
	}
}

// stayIn uses what only somebody who is signed in may.
func (p *person) stayIn() {
	if p.ask(insiding, http.MethodGet, "/api/me", nil, nil, http.StatusOK) == http.StatusUnauthorized {
		p.crowd.breach("somebody was logged out")
	}
	p.pause()
	p.ask(insiding, http.MethodGet, "/api/orders", nil, nil, http.StatusOK)
	p.pause()
	page := &person{crowd: p.crowd, cookie: "session=" + p.token}
	page.ask(insiding, http.MethodGet, "/account", nil, nil, http.StatusOK)
}

// signOut revokes the person's session, even if that takes some tries, and
// from then on the session is used in vain.
func (p *person) signOut() {
	for {
		switch p.ask(insiding, http.MethodPost, "/api/auth/logout", nil, nil, http.StatusNoContent, http.StatusUnauthorized) {
		case http.StatusNoContent, http.StatusUnauthorized:
			p.crowd.join(1, func(*person) { p.stayOut() })
			return
		}
		if p.pause(); p.crowd.leaving() {
			return
		}
	}
}

// stayOut uses a session that was revoked.
func (p *person) stayOut() {
	if p.ask(insiding, http.MethodGet, "/api/me", nil, nil, http.StatusUnauthorized) == http.StatusOK {
		p.crowd.breach("a revoked session is good again")
	}
}

func TestTown_has_what_a_crowd_needs(t *testing.T) {
	t.Parallel()
	v := newTown(t, newShop(t).start(t))
	if !slices.Contains(v.places, "/") || len(v.places) < 40 || len(v.plenty) != 4 || slices.Contains(v.plenty, v.scarce) {
		t.Errorf("the town is %+v", v)
	}
}
