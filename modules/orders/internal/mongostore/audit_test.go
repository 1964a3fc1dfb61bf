package mongostore_test

import (
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"shop/modules/catalog"
	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
)

// Part of the money may go back while the order lives.
func TestAudit_AllowsAPartialRefund(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	o := s.Place(t, s.Buyer(t, "tray", 2), eur(2000)).Order
	o, err := order.Update(t.Context(), s.Stores.Orders, o, func(o *order.Order) error {
		return o.Refund(order.Refund{Amount: eur(500), Reason: "A scratch."}, order.Shop)
	})
	if err != nil {
		t.Fatal(err)
	}
	if o, err = s.Driver.Drive(t.Context(), o); err != nil || o.Refunded() != eur(500) || o.Payment != order.PaymentPartlyRefunded {
		t.Fatalf("refunded %s, %v", o.Refunded(), err)
	}
	s.Audit(t)
}

// An audit that can't fail proves nothing: each way to break a promise is
// noticed.
func TestAudit(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		sabotage func(t *testing.T, s *orderstest.Shop, o order.Order) error
		want     string
	}{
		"a_double_restock": {func(t *testing.T, s *orderstest.Shop, _ order.Order) error {
			return s.Catalog.Stock().Restock(t.Context(), catalog.Restock{ID: "twice", SKU: "tray", Quantity: 1, Reason: "sabotage"})
		}, "placed orders have"},
		"a_hold_that_nobody_settles": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			return s.Catalog.Stock().Hold(t.Context(), catalog.Hold{Order: "nobody's", SKU: "tray", Quantity: 1, By: o.By.AddDate(1, 0, 0)})
		}, "held for nobody"},
		"a_second_order_of_one_cart": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			o.ID, o.Number, o.PaymentMethod.ID = "second", order.NewNumber(), "transfer"
			_, err := s.Stores.Orders.Insert(t.Context(), o, 0, 0)
			return err
		}, "of the same cart"},
		"an_unpaid_order_called_paid": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			o.ID, o.Number, o.CartID = "unpaid", order.NewNumber(), "other"
			_, err := s.Stores.Orders.Insert(t.Context(), o, 0, 0)
			return err
		}, "but the provider has"},
		"money_without_an_order": {func(t *testing.T, s *orderstest.Shop, _ order.Order) error {
			_, err := s.Ledger.Record(t.Context(), payment.Entry{Key: "stray", State: payment.Captured, Captured: eur(5)})
			return err
		}, "has no order"},
		"a_refund_that_no_order_asked_for": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			return s.Ledger.AddRefund(t.Context(), string(o.ID), payment.EntryRefund{ID: "r", Amount: eur(5)})
		}, "knows nothing of it"},
		"a_refund_that_was_never_made": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			if err := o.Refund(order.Refund{Amount: eur(5)}, order.Shop); err != nil {
				return err
			}
			if err := o.RefundDone(o.Refunds[0].ID); err != nil {
				return err
			}
			_, err := s.Stores.Orders.Save(t.Context(), o)
			return err
		}, "the provider 0"},
		"a_dead_order_that_keeps_the_money": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			o.Status = order.Cancelled
			_, err := s.Stores.Orders.Save(t.Context(), o)
			return err
		}, "went back"},
		"an_order_left_behind": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			o.Settled, o.Open = false, true
			_, err := s.Stores.Orders.Save(t.Context(), o)
			return err
		}, "is unfinished"},
		"a_webhook_left_behind": {func(t *testing.T, s *orderstest.Shop, _ order.Order) error {
			_, err := mongostore.NewWebhooks(s.DB).Put(t.Context(), lifecycle.Webhook{ID: "test:1"}, 0)
			return err
		}, "wait to be applied"},
		"a_cart_left_claimed": {func(t *testing.T, s *orderstest.Shop, _ order.Order) error {
			c, err := s.Carts.Current(s.Buyer(t, "tray", 1))
			if err == nil {
				_, err = cart.Claim(t.Context(), s.Stores.Carts, c, "nobody's")
			}
			return err
		}, "still claimed"},
		"an_invoice_that_nobody_issues": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			_, err := s.DB.Collection("orders").UpdateOne(t.Context(), bson.M{"_id": o.ID}, bson.M{"$unset": bson.M{"outbox": ""}})
			return err
		}, "lacks its invoice"},
		"an_invoice_whose_event_was_given_up": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			_, err := s.DB.Collection("orders").UpdateOne(t.Context(), bson.M{"_id": o.ID}, bson.M{"$unset": bson.M{"outbox.$[].due": ""}})
			return err
		}, "lacks its invoice"},
		"a_refund_that_nobody_credits": {func(t *testing.T, s *orderstest.Shop, o order.Order) error {
			if err := s.Invoices.Issue(t.Context(), o); err != nil {
				return err
			}
			o.Refunds = []order.Refund{{ID: "r", Amount: eur(5), State: order.RefundSucceeded}}
			if _, err := s.Stores.Orders.Save(t.Context(), o); err != nil {
				return err
			}
			_, err := s.DB.Collection("orders").UpdateOne(t.Context(), bson.M{"_id": o.ID}, bson.M{"$unset": bson.M{"outbox": ""}})
			return err
		}, "lacks its credit-note"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := orderstest.New(t)
			s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
			o := s.Place(t, s.Buyer(t, "tray", 2), eur(2000)).Order
			audit := mongostore.NewAudit(s.DB, s.Ledger)
			if before, err := audit.Report(t.Context()); err != nil || len(before.Violations) != 0 || before.Captures != 1 || len(before.Placed) != 1 {
				t.Fatalf("before: %+v, %v", before, err)
			}
			if err := c.sabotage(t, s, o); err != nil {
				t.Fatal(err)
			}
			after, err := audit.Report(t.Context())
			if err != nil || !strings.Contains(strings.Join(after.Violations, "\n"), c.want) {
				t.Errorf("violations %v, %v; want one that says %q", after.Violations, err, c.want)
			}
		})
	}
}
