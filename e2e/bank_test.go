package e2e_test

import (
	"fmt"
	"testing"
)

// A payment that has to be confirmed leads to another address and back, with
// script and without, under the policy that lets forms lead to the shop alone.
func TestBrowser_pays_at_the_bank(t *testing.T) {
	t.Parallel()
	sc := newScene(t, 1)
	s := sc.shops[0]
	p := newClient(t, s).stocked(1)
	for _, script := range []bool{true, false} {
		t.Run(fmt.Sprintf("with script %v", script), func(t *testing.T) {
			shopper := newTab(t, s)
			shopper.javascript(script)
			shopper.visit("/p/" + p.Slug)
			if script {
				shopper.click(`#buy button[type="submit"]`)
				shopper.see("#added", "cart")
			} else {
				shopper.submit(`#buy button[type="submit"]`)
				shopper.see("body", "is in your cart")
			}
			shopper.visit("/checkout")
			shopper.fillCheckout(fmt.Sprintf("bank-%v+redirect@example.com", script))
			if !script {
				shopper.submit(`button[value="update"]`)
			}
			shopper.see("#delivery", "standard")
			shopper.submit("#place")
			shopper.see("h1", "confirm your payment")
			if script {
				shopper.axe()
			}
			shopper.submit(`button[value="approve"]`)
			shopper.see("#order h1", "thank you")
		})
	}
}
