package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/payment"
	"shop/platform/fault"
	"shop/platform/identity"
)

func TestDesk_Refund(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
	s.AuditInTheEnd(t)
	staff := orderstest.Staff(t.Context())

	t.Run("gives_back_a_part_and_then_the_rest", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 3), eur(3000)).Order
		o, err := s.Desk.Refund(staff, o.Number, lifecycle.Refund{Amount: eur(500), Reason: "A scratch.", Key: "the-first"})
		if err != nil || o.Refunded() != eur(500) || o.Payment != order.PaymentPartlyRefunded || o.Status != order.Paid {
			t.Fatalf("%+v, %s back, %v", o.States, o.Refunded(), err)
		}
		if o, err = s.Desk.Refund(staff, o.Number, lifecycle.Refund{Lines: units(1), Key: "the-second"}); err != nil || o.Refunded() != eur(1500) {
			t.Fatalf("one unit: %s back, %v", o.Refunded(), err)
		}
		if _, err := s.Desk.Refund(staff, o.Number, lifecycle.Refund{Amount: eur(1501), Key: "too-much-of-it"}); !errors.Is(err, order.ErrRefundTooLarge) {
			t.Errorf("got %v, want ErrRefundTooLarge", err)
		}
		if o, err = s.Desk.Transition(staff, o.Number, cancelled); err != nil || o.Payment != order.PaymentRefunded || o.Refunded() != eur(3000) {
			t.Errorf("cancelled: %+v, %s back, %v", o.States, o.Refunded(), err)
		}
	})

	t.Run("never_gives_back_more_than_was_paid_however_many_try", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
		var wg sync.WaitGroup
		for i := range 20 {
			wg.Go(func() {
				_, err := s.Desk.Refund(staff, o.Number, lifecycle.Refund{Amount: eur(300), Key: fmt.Sprintf("key-number-%d", i)})
				if err != nil && !errors.Is(err, order.ErrRefundTooLarge) {
					t.Errorf("got %v, want ErrRefundTooLarge", err)
				}
			})
		}
		wg.Wait()
		entry, err := s.Ledger.Find(t.Context(), string(o.ID))
		if err != nil || len(entry.Refunds) != 3 {
			t.Errorf("%d refunds of 3.00 of 10.00, %v", len(entry.Refunds), err)
		}
	})

	t.Run("counts_once_for_one_key", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
		r := lifecycle.Refund{Amount: eur(100), Reason: "Sorry.", Key: "one-key-only"}
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if _, err := s.Desk.Refund(staff, o.Number, r); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		entry, err := s.Ledger.Find(t.Context(), string(o.ID))
		if err != nil || len(entry.Refunds) != 1 {
			t.Errorf("%d refunds, want 1, %v", len(entry.Refunds), err)
		}
		r.Amount = eur(200)
		if _, err := s.Desk.Refund(staff, o.Number, r); !errors.Is(err, order.ErrKeyReused) {
			t.Errorf("got %v, want ErrKeyReused", err)
		}
	})

	t.Run("refuses_strangers_and_nonsense", func(t *testing.T) {
		t.Parallel()
		o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
		good := lifecycle.Refund{Amount: eur(1), Key: "a-good-key"}
		if _, err := s.Desk.Refund(orderstest.Account(t.Context(), "eve"), o.Number, good); !errors.Is(err, identity.ErrStaffOnly) {
			t.Errorf("a shopper: %v", err)
		}
		for name, r := range map[string]lifecycle.Refund{
			"nothing":   {Key: "a-good-key", Amount: eur(0)},
			"no_money":  {Key: "a-good-key", Amount: eur(0), Lines: units(1)},
			"no_units":  {Key: "a-good-key", Amount: eur(1), Lines: units(0)},
			"no_key":    {Amount: eur(1)},
			"a_bad_key": {Amount: eur(1), Key: "with spaces in it"},
		} {
			if _, err := s.Desk.Refund(staff, o.Number, r); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// stubborn is a provider that refuses refunds for good.
type stubborn struct{ payment.Provider }

func (stubborn) Refund(context.Context, payment.Refund) error { return payment.ErrRefundTooLarge }

// A refund that the provider refuses is shown and not tried for ever, and the
// money can be given back anew.
func TestDesk_Refund_RefusedForGood(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
	s.AuditInTheEnd(t)
	staff := orderstest.Staff(t.Context())
	refusing := s.Process(orderstest.Patient, func(p orderstest.Ports) orderstest.Ports {
		p.Provider = stubborn{p.Provider}
		return p
	})
	for name, do := range map[string]func(number string) (order.Order, error){
		"of_a_living_order": func(number string) (order.Order, error) {
			return refusing.Desk.Refund(staff, number, lifecycle.Refund{Amount: eur(1000), Key: "refused-one"})
		},
		"of_a_cancelled_order": func(number string) (order.Order, error) {
			return refusing.Desk.Transition(staff, number, cancelled)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			placed := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
			o, err := do(placed.Number)
			if err != nil || o.Refunds[0].State != order.RefundFailed || o.Refunds[0].Failure == "" || o.Payment != order.PaymentPaid || o.Unfinished() {
				t.Fatalf("%+v %+v, %v", o.States, o.Refunds, err)
			}
			o, err = s.Desk.Refund(staff, placed.Number, lifecycle.Refund{Amount: eur(1000), Key: "another-try"})
			if err != nil || o.Payment != order.PaymentRefunded || o.Refunded() != eur(1000) {
				t.Errorf("again: %+v, %v", o.States, err)
			}
		})
	}
}

func TestCrash_WhileRefunding(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 200})
	staff := orderstest.Staff(t.Context())
	r := lifecycle.Refund{Lines: units(1), Reason: "Broken.", Key: "the-only-key"}
	var numbers []string
	everyDeath(t, s, func(process *orderstest.Shop, d death) {
		o := s.Place(t, s.Buyer(t, "tray", 2), eur(2000)).Order
		numbers = append(numbers, o.Number)
		_, _ = process.Desk.Refund(staff, o.Number, r)
		if d.after { // staff click again, elsewhere
			if _, err := s.Desk.Refund(staff, o.Number, r); err != nil {
				t.Errorf("%s, tried again: %v", d, err)
			}
		}
	})
	s.Settle(t)
	s.Audit(t)
	for _, number := range numbers {
		o, err := s.Stores.Orders.ByNumber(t.Context(), number)
		if err != nil || len(o.Refunds) > 1 || o.Refunded().Amount != int64(1000*len(o.Refunds)) {
			t.Errorf("order %s: %+v, %v", number, o.Refunds, err)
		}
	}
}

// No provider gives back what came by transfer: staff do, and nobody is told that
// it went back before they say so.
func TestDesk_ConfirmRefund(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 9})
	staff, ada := orderstest.Staff(t.Context()), orderstest.Account(t.Context(), "ada")
	if _, _, err := s.Carts.Add(ada, "tray", 2); err != nil {
		t.Fatal(err)
	}
	request := orderstest.Request(eur(2000))
	request.PaymentMethod = "transfer"
	placed, err := s.Checkout.Place(ada, "by-transfer", request)
	if err != nil {
		t.Fatal(err)
	}
	number := placed.Order.Number
	if _, err := s.Desk.Transition(staff, number, lifecycle.Move{To: "paid"}); err != nil {
		t.Fatal(err)
	}
	o, err := s.Desk.Cancel(ada, number, "")
	if err != nil || o.Payment != order.PaymentRefunding || !o.Refunded().IsZero() || len(o.Refunds) != 1 || o.Refunds[0].State != order.RefundDue || o.Unfinished() {
		t.Fatalf("cancelled: %+v, refunds %+v, unfinished %v: %v", o.States, o.Refunds, o.Unfinished(), err)
	}
	if documents, err := s.Invoices.Of(t.Context(), o); err != nil || len(documents) != 1 {
		t.Errorf("%d documents, want the invoice alone: %v", len(documents), err)
	}
	if _, err := s.Desk.ConfirmRefund(ada, number, "1"); !errors.Is(err, identity.ErrStaffOnly) {
		t.Errorf("a shopper confirms it: %v", err)
	}
	if _, err := s.Desk.ConfirmRefund(staff, number, "2"); !errors.Is(err, order.ErrNoRefund) {
		t.Errorf("one that there isn't: %v", err)
	}
	for range 2 {
		o, err = s.Desk.ConfirmRefund(staff, number, "1")
		if err != nil || o.Payment != order.PaymentRefunded || o.Refunded() != eur(2000) {
			t.Fatalf("confirmed: %+v, %s back, %v", o.States, o.Refunded(), err)
		}
	}
	if last := o.History[len(o.History)-1]; last.Action != order.Refunded || last.By.Name != "Sam Staff" {
		t.Errorf("the last entry is %+v", last)
	}
	if documents, err := s.Invoices.Of(t.Context(), o); err != nil || len(documents) != 2 {
		t.Errorf("%d documents, want a credit note too: %v", len(documents), err)
	}

	card := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
	if card, err = s.Desk.Transition(staff, card.Number, cancelled); err != nil || card.Payment != order.PaymentRefunded {
		t.Fatalf("%+v, %v", card.States, err)
	}
	s.Audit(t)
}
