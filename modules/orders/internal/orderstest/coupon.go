package orderstest

import (
	"testing"

	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/promotion"
)

// Coupon makes a code that takes a tenth off everything, and returns its
// promotion; change makes it another one.
func (s *Shop) Coupon(t testing.TB, code string, limits coupon.Limits, change ...func(*promotion.Promotion)) promotion.Promotion {
	t.Helper()
	p := promotion.Promotion{Name: "A tenth off", Active: true, Kind: promotion.Percentage, Percent: 1000, Code: code, Limits: limits}
	for _, c := range change {
		c(&p)
	}
	made, err := s.Offers.Create(Staff(t.Context()), p)
	if err != nil {
		t.Fatalf("orderstest: make the code %s: %v", code, err)
	}
	return made
}

// Uses fails the test unless the promotion's code was used by so many placed
// orders, and as many orders under way have a use reserved.
func (s *Shop) Uses(t testing.TB, p promotion.Promotion, used, reserved int) {
	t.Helper()
	p, err := s.Offers.Get(Staff(t.Context()), p.ID)
	if err != nil {
		t.Fatalf("orderstest: uses of %s: %v", p.Code, err)
	}
	if u := p.Usage; u.Used != used || u.Taken != used+reserved {
		t.Errorf("%s has %d uses and %d reserved, want %d and %d", p.Code, u.Used, u.Taken-u.Used, used, reserved)
	}
}
