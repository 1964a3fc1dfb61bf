package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/orderstest"
	"shop/platform/money"
	"shop/platform/web/webtest"
)

// checkoutPage is a page of the checkout that somebody has open.
type checkoutPage struct {
	client *webtest.Client
	form   url.Values
}

// placeAtOnce presses the button on all pages at the same time, once more where
// the answer is that the cart is being ordered, and returns where each leads.
func placeAtOnce(t *testing.T, pages ...checkoutPage) []string {
	t.Helper()
	leads := make([]string, len(pages))
	var all sync.WaitGroup
	for i, p := range pages {
		all.Go(func() {
			r := p.client.Post("/checkout", p.form)
			for try := 0; r.Status == http.StatusConflict && try < 50; try++ {
				time.Sleep(100 * time.Millisecond)
				r = p.client.Post("/checkout", p.form)
			}
			if r.Status != http.StatusSeeOther {
				t.Errorf("page %d answers %d: %s", i, r.Status, r.Body)
			}
			leads[i] = r.Header.Get("Location")
		})
	}
	all.Wait()
	return leads
}

// oneOrder fails the test unless all lead to the same order, and there is no
// other.
func oneOrder(t *testing.T, s *orderstest.Site, leads []string) {
	t.Helper()
	for _, to := range leads {
		if to != leads[0] || !strings.HasPrefix(to, "/orders/") {
			t.Errorf("the pages lead to %q, want one order", leads)
		}
	}
	if n := s.CountOrders(t); n != 1 {
		t.Errorf("%d orders, want 1", n)
	}
	s.Audit(t)
}

// Each tab has a key of its own, so that it is the cart that keeps two tabs from
// being two orders.
func TestCheckout_in_two_tabs(t *testing.T) {
	t.Parallel()
	t.Run("at once", func(t *testing.T) {
		t.Parallel()
		s := serve(t)
		c := buyer(t, s)
		first, second := readyToPlace(t, c), readyToPlace(t, c)
		if first.Get("key") == second.Get("key") {
			t.Fatal("two tabs have one key")
		}
		oneOrder(t, s, placeAtOnce(t, checkoutPage{c, first}, checkoutPage{c, second}, checkoutPage{c, first}))
	})
	t.Run("one after the other", func(t *testing.T) {
		t.Parallel()
		s := serve(t)
		c := buyer(t, s)
		first, second := readyToPlace(t, c), readyToPlace(t, c)
		leads := append(placeAtOnce(t, checkoutPage{c, first}), placeAtOnce(t, checkoutPage{c, second})...)
		oneOrder(t, s, leads)
		if page := c.Get(leads[1]).Want(http.StatusOK); !strings.Contains(page.Body, "ordered already") {
			t.Error("who comes second isn't told why that order is shown")
		}
	})
	t.Run("with another cart in between", func(t *testing.T) {
		t.Parallel()
		s := serve(t)
		c := buyer(t, s)
		old := readyToPlace(t, c)
		c.Post("/cart/lines", url.Values{"sku": {"tray"}, "quantity": {"1"}}).Want(http.StatusSeeOther)
		page := c.Post("/checkout", old).Want(http.StatusConflict)
		if !strings.Contains(page.Body, "€39.98") || !strings.Contains(page.Body, "Unter den Linden 1") {
			t.Error("the page doesn't show what the cart costs now, or lost what was typed")
		}
		oneOrder(t, s, placeAtOnce(t, checkoutPage{c, filled(t, page)}))
	})
	t.Run("while the payment waits for the shopper", func(t *testing.T) {
		t.Parallel()
		s := serve(t)
		c := buyer(t, s)
		second := readyToPlace(t, c)
		orderPage, bankPage := sentAway(t, c)
		if leads := placeAtOnce(t, checkoutPage{c, second}); leads[0] != orderPage {
			t.Errorf("the second tab leads to %q, want the order that waits", leads[0])
		}
		decide(t, c, bankPage, "approve")
		oneOrder(t, s, []string{orderPage})
	})
}

// What a shopper holds for an order that isn't paid yet is neither sold out to
// them nor a reason to order it again.
func TestCart_WhoseOrderWaitsForItsPayment(t *testing.T) {
	t.Parallel()
	s := serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "vase", Name: "Last vase", Price: money.New(1999, "EUR"), Stock: 1})
	c, other := s.Client(t), s.Client(t)
	for _, who := range []*webtest.Client{c, other} {
		who.Post("/cart/lines", url.Values{"sku": {"vase"}, "quantity": {"1"}}).Want(http.StatusSeeOther)
	}
	orderPage, bankPage := sentAway(t, c)
	number := strings.TrimPrefix(orderPage, "/orders/")
	page := c.Get("/cart").Want(http.StatusOK)
	contains(t, page, "Last vase", "Order "+number+" has what is in your cart, and waits for its payment.", `href="`+orderPage+`"`)
	if strings.Contains(page.Body, "sold out") || strings.Contains(page.Body, `href="/checkout"`) {
		t.Error("the shopper's own unit is sold out, or can be ordered again")
	}
	contains(t, other.Get("/cart").Want(http.StatusOK), "This item is sold out.")
	var cart struct {
		Order   string
		Blocked bool
	}
	c.Get("/api/cart").Want(http.StatusOK).Decode(&cart)
	if cart.Order != number || cart.Blocked {
		t.Errorf("the API tells %+v", cart)
	}
	for _, answer := range []*webtest.Response{c.Get("/checkout"), c.Post("/checkout", url.Values{"action": {"update"}})} {
		if to := answer.Want(http.StatusSeeOther).Header.Get("Location"); to != orderPage {
			t.Errorf("the checkout leads to %q, want the order that waits", to)
		}
	}
	contains(t, c.Get(orderPage).Want(http.StatusOK), "and waits for its payment")
	decide(t, c, bankPage, "decline")
	contains(t, c.Get("/cart").Want(http.StatusOK), `href="/checkout"`)
	readyToPlace(t, c)
	s.Audit(t)
}

// An account has one cart wherever it is signed in.
func TestCheckout_on_two_devices(t *testing.T) {
	t.Parallel()
	s := serve(t)
	phone, laptop := s.Shopper(t), s.Shopper(t)
	phone.Post("/cart/lines", url.Values{"sku": {"tray"}, "quantity": {"1"}}).Want(http.StatusSeeOther)
	if page := laptop.Get("/cart").Want(http.StatusOK); !strings.Contains(page.Body, "Oak tray") {
		t.Fatal("the other device has another cart")
	}
	leads := placeAtOnce(t, checkoutPage{phone, readyToPlace(t, phone)}, checkoutPage{laptop, readyToPlace(t, laptop)})
	oneOrder(t, s, leads)
	for _, device := range []*webtest.Client{phone, laptop} {
		if page := device.Get(leads[0]).Want(http.StatusOK); !strings.Contains(page.Body, "Thank you") {
			t.Error("a device can't see the order")
		}
		if page := device.Get("/cart").Want(http.StatusOK); strings.Contains(page.Body, "Oak tray") {
			t.Error("what was ordered is in a device's cart still")
		}
	}
}
