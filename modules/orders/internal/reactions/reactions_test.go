package reactions_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"shop/modules/catalog/catalogtest"
	"shop/modules/orders"
	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/mongostore"
	"shop/modules/orders/internal/offline"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/orderstest"
	"shop/modules/orders/internal/reactions"
	"shop/platform/events"
	"shop/platform/mail"
	"shop/platform/mail/mailtest"
	"shop/platform/redis/redistest"
)

var eur = orderstest.EUR

// awaitMails waits until n mails were sent, the newest first.
func awaitMails(t *testing.T, s *orderstest.Site, n int) []mail.Mail {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		sent := mailtest.Sent(t, s.Mailer)
		if len(sent) >= n || time.Now().After(deadline) {
			if len(sent) != n {
				t.Fatalf("%d mails, want %d", len(sent), n)
			}
			return sent
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// await waits until a mail was sent whose subject has the words.
func await(t *testing.T, s *orderstest.Site, words string) mail.Mail {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		for _, m := range mailtest.Sent(t, s.Mailer) {
			if strings.Contains(m.Subject, words) {
				return m
			}
		}
		if time.Now().After(deadline) {
			t.Fatalf("no mail says %q", words)
		}
	}
}

func TestMails(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Name: "Tray & <more>", Price: eur(1999), Stock: 50})
	staff := orderstest.Staff(t.Context())

	placed := s.Place(t, s.Buyer(t, "tray", 2), eur(3998))
	confirmation := awaitMails(t, s, 1)[0]
	link := fmt.Sprintf("%s/orders/%s?token=%s", orderstest.BaseURL, placed.Order.Number, placed.Token)
	for _, want := range []string{"Ada Lovelace", "Tray & <more>", "€39.98", "10117 Berlin", "Germany", link} {
		if !strings.Contains(confirmation.Text, want) {
			t.Errorf("the text lacks %q:\n%s", want, confirmation.Text)
		}
	}
	if !strings.Contains(confirmation.HTML, "Tray &amp; &lt;more&gt;") || confirmation.To != "ada@example.com" {
		t.Errorf("to %s: %s", confirmation.To, confirmation.HTML)
	}
	for _, m := range []lifecycle.Move{{To: "packed"}, {To: "shipped", Carrier: "Post", Tracking: "RR123"}, {To: "delivered"}} {
		if _, err := s.Desk.Transition(staff, placed.Order.Number, m); err != nil {
			t.Fatal(err)
		}
	}
	if shipped := awaitMails(t, s, 2)[0]; !strings.Contains(shipped.Text, "Post RR123") || !strings.Contains(shipped.Subject, "on its way") {
		t.Errorf("%s: %s", shipped.Subject, shipped.Text)
	}
	other := s.Place(t, s.Buyer(t, "tray", 1), eur(1999))
	awaitMails(t, s, 3)
	if _, err := s.Desk.Cancel(t.Context(), other.Order.Number, other.Token); err != nil {
		t.Fatal(err)
	}
	if cancelled := await(t, s, "was cancelled"); !strings.Contains(cancelled.Text, "€19.99 back") {
		t.Errorf("%s: %s", cancelled.Subject, cancelled.Text)
	}
	if refunded := awaitMails(t, s, 5)[0]; !strings.Contains(refunded.Text, "€19.99 back") || refunded.Subject != "Your refund for order "+other.Order.Number {
		t.Errorf("%s: %s", refunded.Subject, refunded.Text)
	}
	// Everything that follows from the events has happened; nothing came twice.
	time.Sleep(500 * time.Millisecond)
	awaitMails(t, s, 5)
}

// The mail of a cancellation promises what is left of the money.
func TestMails_CancelledAfterARefund(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Name: "Tray", Price: eur(1999), Stock: 5})
	placed := s.Place(t, s.Buyer(t, "tray", 1), eur(1999))
	staff := orderstest.Staff(t.Context())
	if _, err := s.Desk.Refund(staff, placed.Order.Number, lifecycle.Refund{Amount: eur(500), Key: "goodwill-1"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Cancel(t.Context(), placed.Order.Number, placed.Token); err != nil {
		t.Fatal(err)
	}
	if cancelled := await(t, s, "was cancelled"); !strings.Contains(cancelled.Text, "€14.99 back") {
		t.Errorf("%s: %s", cancelled.Subject, cancelled.Text)
	}
}

// Each parcel is told of, with what is in it.
func TestMails_TellOfEachParcel(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Name: "Tray", Stock: 50})
	staff := orderstest.Staff(t.Context())
	o := s.Place(t, s.Buyer(t, "tray", 3), eur(3000)).Order
	awaitMails(t, s, 1)
	part := lifecycle.Fulfilment{Lines: []order.Units{{SKU: "tray", Quantity: 2}}, State: "shipped", Carrier: "UPS", Tracking: "1Z"}
	if _, err := s.Desk.Fulfil(staff, o.Number, part); err != nil {
		t.Fatal(err)
	}
	first := awaitMails(t, s, 2)[0]
	for _, want := range []string{"A part of your order", "  2 x Tray", "UPS 1Z", "https://www.ups.com/track?tracknum=1Z"} {
		if !strings.Contains(first.Text, want) {
			t.Errorf("the text lacks %q:\n%s", want, first.Text)
		}
	}
	if strings.Contains(first.Text, "Total") {
		t.Errorf("a part has the sums of the whole:\n%s", first.Text)
	}
	if _, err := s.Desk.Transition(staff, o.Number, lifecycle.Move{To: "shipped"}); err != nil {
		t.Fatal(err)
	}
	if rest := awaitMails(t, s, 3)[0]; !strings.Contains(rest.Text, "  1 x Tray") {
		t.Errorf("the rest: %s", rest.Text)
	}
}

func TestMails_ComeOnceHoweverOftenTheEventDoes(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	mailer := mailtest.New(t, s.DB)
	mails := reactions.NewMails(s.Stores.Orders, s.Writer(), mailer).Subscription()

	o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
	placed := events.New(string(o.ID), orders.OrderPlaced{OrderID: o.ID})
	gone := events.New("gone", orders.OrderPlaced{OrderID: "gone"})
	paying := events.New(string(o.ID), orders.StatusChanged{OrderID: o.ID, Status: string(order.Paying)})
	for _, e := range []events.Event{placed, placed, gone, paying} {
		if err := mails.Handle(t.Context(), e); err != nil {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
	if sent := mailtest.Sent(t, mailer); len(sent) != 1 {
		t.Errorf("%d mails, want 1", len(sent))
	}
	broken := placed
	broken.Data = []byte(`{`)
	if err := mails.Handle(t.Context(), broken); err == nil {
		t.Error("an event that can't be read was accepted")
	}
}

func TestMails_SayHowToPay(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	mailer := mailtest.New(t, s.DB)
	mails := reactions.NewMails(s.Stores.Orders, s.Writer(), mailer).Subscription()
	ada := orderstest.Account(t.Context(), "ada")
	place := func(method, wanted string) order.Order {
		t.Helper()
		if _, _, err := s.Carts.Add(ada, "tray", 1); err != nil {
			t.Fatal(err)
		}
		r := orderstest.Request(eur(1000))
		r.PaymentMethod = method
		result, err := s.Checkout.Place(ada, "key-"+order.NewNumber(), r)
		if err != nil {
			t.Fatal(err)
		}
		o := result.Order
		if err := mails.Handle(t.Context(), events.New(string(o.ID), orders.OrderPlaced{OrderID: o.ID})); err != nil {
			t.Fatal(err)
		}
		sent := mailtest.Sent(t, mailer)[0]
		if !strings.Contains(sent.Text, wanted) {
			t.Errorf("it doesn't say %q: %s", wanted, sent.Text)
		}
		if !strings.Contains(sent.Text, orderstest.BaseURL+"/orders/"+o.Number+"\n") {
			t.Errorf("the account's link has a token or two slashes: %s", sent.Text)
		}
		return o
	}
	place("cash-on-delivery", "have €10.00 ready for the carrier")
	place("transfer", "We will send you the details of our account.")
	staff := orderstest.Staff(t.Context())
	settings := offline.Settings{Offered: []string{"transfer"}, Account: offline.Account{Holder: "Linden GmbH", Number: "DE89370400440532013000"}}
	if err := s.Offline.Replace(staff, settings, nil); err != nil {
		t.Fatal(err)
	}
	o := place("transfer", "transfer €10.00 with the reference ")
	told := mailtest.Sent(t, mailer)[0]
	for _, part := range []string{told.Text, told.HTML} {
		for _, want := range []string{"Account holder", "Linden GmbH", "DE89 3704 0044 0532 0130 00", "Reference", o.Number} {
			if !strings.Contains(part, want) {
				t.Errorf("it doesn't say %q: %s", want, part)
			}
		}
	}

	// The money comes in: that is told once, also when a later event tells of a
	// paid order.
	for _, to := range []string{"paid", "packed"} {
		if _, err := s.Desk.Transition(staff, o.Number, lifecycle.Move{To: to}); err != nil {
			t.Fatal(err)
		}
		changed := orders.StatusChanged{OrderID: o.ID, Status: string(order.Paid), Payment: string(order.PaymentPaid)}
		if err := mails.Handle(t.Context(), events.New(string(o.ID), changed)); err != nil {
			t.Fatal(err)
		}
	}
	list := mailtest.Sent(t, mailer)
	if len(list) != 4 || list[0].Subject != "Your payment for order "+o.Number || !strings.Contains(list[0].Text, "your payment has arrived") || strings.Contains(list[0].Text, "IBAN") {
		t.Errorf("%d mails, the last one: %+v", len(list), list[0])
	}
}

// An order that was paid at once has no payment that came in later.
func TestMails_SayNothingOfAPaymentThatWasToldOf(t *testing.T) {
	t.Parallel()
	s := orderstest.New(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	mailer := mailtest.New(t, s.DB)
	mails := reactions.NewMails(s.Stores.Orders, s.Writer(), mailer).Subscription()
	o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
	packed := orders.StatusChanged{OrderID: o.ID, Status: string(order.Paid), Payment: string(order.PaymentPaid), Fulfilment: string(order.Packed)}
	if err := mails.Handle(t.Context(), events.New(string(o.ID), packed)); err != nil {
		t.Fatal(err)
	}
	if sent := mailtest.Sent(t, mailer); len(sent) != 0 {
		t.Errorf("it was told: %s", sent[0].Subject)
	}
}

// An order's documents come with its events, whether or not anybody looks at
// them.
func TestInvoices_ComeWithTheEvents(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	placed := s.Place(t, s.Buyer(t, "tray", 1), eur(1000))
	await := func(kinds ...invoice.Kind) {
		t.Helper()
		redistest.WaitFor(t, fmt.Sprint("the documents ", kinds), func() bool {
			list, err := mongostore.NewInvoices(s.DB).OfOrder(t.Context(), placed.Order.ID)
			return err == nil && slices.EqualFunc(list, kinds, func(d invoice.Document, k invoice.Kind) bool { return d.Kind == k })
		})
	}
	await(invoice.Invoice)
	if _, err := s.Desk.Cancel(t.Context(), placed.Order.Number, placed.Token); err != nil {
		t.Fatal(err)
	}
	await(invoice.Invoice, invoice.CreditNote)
}

func TestLive(t *testing.T) {
	t.Parallel()
	s := orderstest.Serve(t)
	s.Catalog.Add(t, catalogtest.Variant{SKU: "tray", Stock: 50})
	heard, cancel := s.Hub.Subscribe(orders.ChannelOrderNew, orders.ChannelOrderStatus)
	defer cancel()
	o := s.Place(t, s.Buyer(t, "tray", 1), eur(1000)).Order
	wanted := map[string]string{
		orders.ChannelOrderNew:    `"number":"` + o.Number + `"`,
		orders.ChannelOrderStatus: `"status":"paid"`,
	}
	timeout := time.After(10 * time.Second)
	for len(wanted) > 0 {
		select {
		case m := <-heard:
			if strings.Contains(string(m.Data), wanted[m.Channel]) {
				delete(wanted, m.Channel)
			}
		case <-timeout:
			t.Fatalf("not heard: %v", wanted)
		}
	}
}
