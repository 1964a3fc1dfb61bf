package promotion_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/promotion"
	"shop/platform/fault"
	"shop/platform/money"
)

func TestService_For(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	kitchen := s.Catalog.AddCategory(t, "Kitchen", "")
	mugs := s.Catalog.AddCategory(t, "Mugs", kitchen)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 9})
	first := percentOff("", 1000, func(p *promotion.Promotion) {
		p.Name, p.Customers, p.CategoryIDs = "Welcome", promotion.FirstOrder, []string{kitchen}
	})
	if _, err := s.Offers.Create(staff, first); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Offers.Create(staff, percentOff("", 1000, func(p *promotion.Promotion) { p.Name, p.Active = "Off", false })); err != nil {
		t.Fatal(err)
	}
	ada := orderstest.Account(t.Context(), "ada")
	offer, err := s.Offers.For(ada, promotion.Entered{})
	if err != nil || len(offer.Promotions) != 1 || !offer.Customer.SignedIn || offer.Customer.Ordered {
		t.Fatalf("%+v, %v; want the active one, for who has not ordered", offer, err)
	}
	if ids := offer.Promotions[0].CategoryIDs; !slices.Contains(ids, mugs) {
		t.Errorf("categories %v, want those below, too", ids)
	}
	if _, _, err := s.Carts.Add(ada, "tray", 1); err != nil {
		t.Fatal(err)
	}
	s.Place(t, ada, eur(1000))
	if offer, err := s.Offers.For(ada, promotion.Entered{}); err != nil || !offer.Customer.Ordered {
		t.Errorf("after an order: %+v, %v", offer.Customer, err)
	}
	if offer, err := s.Offers.For(t.Context(), promotion.Entered{}); err != nil || offer.Customer != (promotion.Customer{}) {
		t.Errorf("a guest: %+v, %v", offer.Customer, err)
	}
}

// Shoppers who look at the same time share a query, and not each other's codes.
func TestService_For_many_at_once(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	if _, err := s.Offers.Create(orderstest.Staff(t.Context()), percentOff("", 1000, func(p *promotion.Promotion) { p.Name = "For all" })); err != nil {
		t.Fatal(err)
	}
	s.Coupon(t, "SPRING", coupon.Limits{})
	s.Coupon(t, "AUTUMN", coupon.Limits{}, func(p *promotion.Promotion) { p.Active = false })
	var all sync.WaitGroup
	for i := range 60 {
		code := []string{"", "SPRING", "AUTUMN"}[i%3]
		all.Go(func() {
			offer, err := s.Offers.For(t.Context(), promotion.Entered{Code: code})
			if err != nil {
				t.Error(err)
				return
			}
			var codes []string
			for _, p := range offer.Promotions {
				codes = append(codes, p.Code)
			}
			slices.Sort(codes)
			if want := slices.Compact([]string{"", code}); !slices.Equal(codes, want) {
				t.Errorf("with the code %q it gets those with the codes %q, want %q", code, codes, want)
			}
		})
	}
	all.Wait()
}

func TestService_changes_what_was_read(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	made, err := s.Offers.Create(staff, percentOff("mine", 1000, func(p *promotion.Promotion) { p.Name = "  Autumn   sale " }))
	if err != nil || made.ID == "mine" || made.ID == "" || made.Version != 1 || made.Name != "Autumn sale" {
		t.Fatalf("made %+v, %v", made, err)
	}
	faster := made
	faster.Percent = 2000
	if faster, err = s.Offers.Update(staff, faster); err != nil || faster.Version != 2 {
		t.Fatalf("changed %+v, %v", faster, err)
	}
	if _, err := s.Offers.Update(staff, made); !errors.Is(err, promotion.ErrConflict) {
		t.Errorf("what was read before: %v", err)
	}
	never := made
	never.Version = 0
	if _, err := s.Offers.Update(staff, never); !errors.Is(err, promotion.ErrConflict) {
		t.Errorf("what was never read: %v", err)
	}
	if stored, err := s.Offers.Get(staff, made.ID); err != nil || stored.Percent != 2000 {
		t.Errorf("stored %+v, %v", stored, err)
	}
	if err := s.Offers.Delete(staff, made.ID); err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"get": second(s.Offers.Get(staff, made.ID)), "update": second(s.Offers.Update(staff, faster)), "delete": s.Offers.Delete(staff, made.ID),
	} {
		if !errors.Is(err, promotion.ErrNotFound) {
			t.Errorf("%s of a deleted one: %v", what, err)
		}
	}
}

func second(_ promotion.Promotion, err error) error { return err }

// A code is one promotion's, however it is typed, and can be given on.
func TestService_a_code_belongs_to_one(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	first := s.Coupon(t, " summer 25", coupon.Limits{UsageLimit: 3})
	if first.Code != "SUMMER25" || first.UsageLimit != 3 {
		t.Errorf("made %+v", first)
	}
	twin := percentOff("", 500, func(p *promotion.Promotion) { p.Name, p.Code = "Twin", "Summer25" })
	if _, err := s.Offers.Create(staff, twin); !errors.Is(err, promotion.ErrCodeTaken) {
		t.Errorf("the same code again: %v", err)
	}
	first.Code = "AUTUMN"
	if _, err := s.Offers.Update(staff, first); err != nil {
		t.Fatal(err)
	}
	second, err := s.Offers.Create(staff, twin)
	if err != nil {
		t.Fatalf("the code that was given up: %v", err)
	}
	second.Code = "AUTUMN"
	if _, err := s.Offers.Update(staff, second); !errors.Is(err, promotion.ErrCodeTaken) {
		t.Errorf("changed to another's code: %v", err)
	}
}

func TestService_is_for_staff(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	for ctx, want := range map[context.Context]fault.Kind{t.Context(): fault.Unauthenticated, orderstest.Account(t.Context(), "eve"): fault.Forbidden} {
		_, listed := s.Offers.All(ctx)
		for what, err := range map[string]error{
			"list": listed, "get": second(s.Offers.Get(ctx, "x")), "create": second(s.Offers.Create(ctx, percentOff("x", 1))),
			"update": second(s.Offers.Update(ctx, percentOff("x", 1))), "delete": s.Offers.Delete(ctx, "x"),
		} {
			if fault.KindOf(err) != want {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
}

func TestService_names_each_wrong_value(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	staff := orderstest.Staff(t.Context())
	zero, dollars := eur(0), money.New(100, "USD")
	for field, change := range map[string]func(*promotion.Promotion){
		"name":                  func(p *promotion.Promotion) { p.Name = " " },
		"group":                 func(p *promotion.Promotion) { p.Group = strings.Repeat("x", 41) },
		"until":                 func(p *promotion.Promotion) { p.From, p.Until = now, now },
		"priority":              func(p *promotion.Promotion) { p.Priority = 1001 },
		"kind":                  func(p *promotion.Promotion) { p.Kind = "gift" },
		"percent":               func(p *promotion.Promotion) { p.Percent = 10_001 },
		"amount":                func(p *promotion.Promotion) { p.Kind, p.Amount = promotion.Amount, dollars },
		"buy":                   func(p *promotion.Promotion) { p.Kind, p.Get = promotion.BuyXGetY, 1 },
		"get":                   func(p *promotion.Promotion) { p.Kind, p.Buy, p.Get = promotion.BuyXGetY, 1, 100 },
		"minSubtotal":           func(p *promotion.Promotion) { p.MinSubtotal = &zero },
		"customers":             func(p *promotion.Promotion) { p.Customers = "friends" },
		"code":                  func(p *promotion.Promotion) { p.Code = "ÄÖÜ" },
		"usageLimit":            func(p *promotion.Promotion) { p.UsageLimit = 1 }, // of no code
		"usageLimitPerCustomer": func(p *promotion.Promotion) { p.Code, p.UsageLimitPerCustomer = "GOOD", -1 },
		"categoryIds[0]":        func(p *promotion.Promotion) { p.CategoryIDs = []string{"nowhere"} },
		"skus": func(p *promotion.Promotion) {
			for i := range 501 {
				p.SKUs = append(p.SKUs, catalog.SKU(strings.Repeat("x", i+1)))
			}
		},
	} {
		p := percentOff("", 1000, change)
		if field != "name" {
			p.Name = "Sale"
		}
		if _, err := s.Offers.Create(staff, p); fault.KindOf(err) != fault.Invalid || err == nil || !strings.Contains(err.Error(), "["+field+":") {
			t.Errorf("%s: %v", field, err)
		}
	}
	good := percentOff("", 1000, func(p *promotion.Promotion) {
		p.Name, p.From, p.Until = "Sale", now.Add(123*time.Millisecond), now.Add(time.Hour)
		p.SKUs = []catalog.SKU{" tray ", "", "tray"}
		p.Buy, p.Amount = 3, dollars // of no use to a percentage
	})
	if made, err := s.Offers.Create(staff, good); err != nil || len(made.SKUs) != 1 || made.Buy != 0 || made.Amount != (money.Money{}) || !made.From.Equal(now) {
		t.Errorf("%+v, %v", made, err)
	}
}
