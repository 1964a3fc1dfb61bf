package e2e_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
)

// books are what the shop keeps on record, read from its database: the one
// place where these tests look behind the program's face, since a shop that
// loses an order also loses it from its own lists.
type books struct {
	stock  []stockRecord
	orders []orderRecord
	taken  []paymentRecord
	mails  []struct{ To string }
	// coupons count the uses of codes, of all and of each customer.
	coupons []couponRecord
	// documents are invoices and credit notes, registers the one that their
	// numbers are from, once there is any.
	documents []documentRecord
	registers []registerRecord
}

type (
	stockRecord struct {
		SKU                       string `bson:"_id"`
		Tracked                   bool
		Available, Sold, Received int
		WrittenOff                int `bson:"writtenOff"`
		Holds                     []struct {
			Quantity int `bson:"qty"`
		}
	}
	orderRecord struct {
		ID                    string `bson:"_id"`
		Number, Status, Email string
		Open, Restocked       bool
		PlacedAt              time.Time `bson:"placedAt"`
		Lines                 []struct {
			SKU      string
			Quantity int
		}
		Totals  struct{ Total money }
		Refunds []refundRecord
		Returns []struct {
			Restocked bool
			Restock   []struct {
				SKU      string
				Quantity int
			}
		}
		Coupon *struct {
			PromotionID string `bson:"promotionId"`
			Customer    string
		}
	}
	couponRecord struct {
		Key         string `bson:"_id"`
		Taken, Used int
		Reserved    []struct{ ID string }
	}
	documentRecord struct {
		Kind     string
		OrderID  string `bson:"orderId"`
		Sequence int64
	}
	registerRecord struct{ Last map[string]int64 }
	paymentRecord  struct {
		Key      string `bson:"_id"`
		State    string
		Captured money
		Refunds  []refundRecord
	}
	// refundRecord is the shop's or the provider's, which has no states.
	refundRecord struct {
		ID, State string
		Amount    money
	}
)

// database is where the books are.
type database interface {
	Collection(name string) *driver.Collection
}

// readBooks reads everything.
func readBooks(ctx context.Context, db database) (books, error) {
	var b books
	for name, into := range map[string]any{
		"stock": &b.stock, "orders": &b.orders, "test_payments": &b.taken, "mails": &b.mails, "coupon_usages": &b.coupons,
		"invoices": &b.documents, "invoice_register": &b.registers,
	} {
		found, err := db.Collection(name).Find(ctx, bson.D{})
		if err == nil {
			err = found.All(ctx, into)
		}
		if err != nil {
			return books{}, fmt.Errorf("read %s: %w", name, err)
		}
	}
	return b, nil
}

// available returns the units of a SKU that can be bought.
func (b books) available(sku string) int {
	for _, s := range b.stock {
		if s.SKU == sku {
			return s.Available
		}
	}
	return 0
}

// restless says what the shop still has to do, "" where it is done.
func (b books) restless() string {
	for _, o := range b.orders {
		if o.Open {
			return "order " + o.Number + " is unfinished"
		}
	}
	mails, invoices := b.mailsTo(), b.documentsOf("invoice")
	for _, o := range b.orders {
		switch {
		case o.PlacedAt.IsZero():
		case mails[o.Email] == 0:
			return "order " + o.Number + " has no mail"
		case invoices[o.ID] == 0:
			return "order " + o.Number + " has no invoice"
		}
	}
	return ""
}

// documentsOf counts the documents of a kind by order.
func (b books) documentsOf(kind string) map[string]int {
	documents := make(map[string]int)
	for _, d := range b.documents {
		if d.Kind == kind {
			documents[d.OrderID]++
		}
	}
	return documents
}

func (b books) mailsTo() map[string]int {
	mails := make(map[string]int)
	for _, m := range b.mails {
		mails[m.To]++
	}
	return mails
}

// violations says in words what is wrong, given what buyers were told.
func (b books) violations(receipts map[string]receipt) []string {
	var wrong []string
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if left := b.restless(); left != "" {
		add("%s", left)
	}
	b.checkStock(add)
	b.checkMoney(add)
	b.checkCoupons(add)
	b.checkDocuments(add)
	b.checkReceipts(receipts, add)
	return wrong
}

// checkStock finds units that were sold twice, or vanished.
func (b books) checkStock(add func(string, ...any)) {
	sold := make(map[string]int)
	for _, o := range b.orders {
		if o.PlacedAt.IsZero() || o.Restocked {
			continue
		}
		for _, l := range o.Lines {
			sold[l.SKU] += l.Quantity
		}
		for _, r := range o.Returns {
			for _, l := range r.Restock {
				if r.Restocked {
					sold[l.SKU] -= l.Quantity
				}
			}
		}
	}
	for _, s := range b.stock {
		if !s.Tracked {
			continue
		}
		held := 0
		for _, h := range s.Holds {
			held += h.Quantity
		}
		if min(s.Available, s.Sold, s.Received, s.WrittenOff) < 0 || held != 0 || s.Available+s.Sold != s.Received-s.WrittenOff || s.Sold != sold[s.SKU] {
			add("stock %s: %d available, %d held, %d sold (%d in orders), %d received, %d written off",
				s.SKU, s.Available, held, s.Sold, sold[s.SKU], s.Received, s.WrittenOff)
		}
	}
}

// checkMoney finds orders that weren't paid once, and refunds that weren't made
// once.
func (b books) checkMoney(add func(string, ...any)) {
	taken := make(map[string]paymentRecord)
	for _, p := range b.taken {
		taken[p.Key] = p
	}
	for _, o := range b.orders {
		p := taken[o.ID]
		delete(taken, o.ID)
		asked, made := o.refunded(), p.refunded()
		if !maps.Equal(asked, made) {
			add("order %s is to have given back %v, the provider gave %v", o.Number, asked, made)
		}
		kept := p.Captured.Amount
		for _, amount := range made {
			kept -= amount
		}
		if o.Status == "paid" && p.Captured != o.Totals.Total || o.Status != "paid" && kept != 0 {
			add("order %s is %s and costs %d, and %d was taken and %d kept", o.Number, o.Status, o.Totals.Total.Amount, p.Captured.Amount, kept)
		}
	}
	for key, p := range taken {
		if p.Captured.Amount != 0 {
			add("%d was taken for an order that isn't there: %s", p.Captured.Amount, key)
		}
	}
}

// checkCoupons finds uses that no order has, and orders whose use isn't counted.
func (b books) checkCoupons(add func(string, ...any)) {
	used := make(map[string]int)
	for _, o := range b.orders {
		if o.Coupon != nil && !o.PlacedAt.IsZero() {
			used[o.Coupon.PromotionID]++
			used[o.Coupon.PromotionID+"/"+o.Coupon.Customer]++
		}
	}
	for _, c := range b.coupons {
		if c.Taken != c.Used || len(c.Reserved) != 0 || c.Used != used[c.Key] {
			add("coupon %s: %d taken, %d used (%d in orders), %d reserved", c.Key, c.Taken, c.Used, used[c.Key], len(c.Reserved))
		}
		delete(used, c.Key)
	}
	for key, n := range used {
		add("coupon %s: %d orders have used it, and none is counted", key, n)
	}
}

// checkDocuments finds placed orders that haven't one invoice, and a credit note
// for each refund, and numbers that don't run without a gap. Buyers pay at once
// here, so nothing else is credited.
func (b books) checkDocuments(add func(string, ...any)) {
	for kind, due := range map[string]func(orderRecord) int{
		"invoice":     func(orderRecord) int { return 1 },
		"credit-note": func(o orderRecord) int { return len(o.refunded()) },
	} {
		has := b.documentsOf(kind)
		for _, o := range b.orders {
			want := 0
			if !o.PlacedAt.IsZero() {
				want = due(o)
			}
			if has[o.ID] != want {
				add("order %s is %s and has %d documents of the kind %s, want %d", o.Number, o.Status, has[o.ID], kind, want)
			}
			delete(has, o.ID)
		}
		for id := range has {
			add("a document of the kind %s has an order that isn't there: %s", kind, id)
		}
		b.checkNumbers(kind, add)
	}
}

// checkNumbers finds numbers that were given to no document, twice, or never.
func (b books) checkNumbers(kind string, add func(string, ...any)) {
	var numbers []int64
	for _, d := range b.documents {
		if d.Kind == kind {
			numbers = append(numbers, d.Sequence)
		}
	}
	slices.Sort(numbers)
	for i, n := range numbers {
		if n != int64(i+1) {
			add("the numbers of the kind %s have %d in the place of %d", kind, n, i+1)
			break
		}
	}
	last := int64(0)
	for _, r := range b.registers {
		last = r.Last[kind]
	}
	if int64(len(numbers)) != last {
		add("%d numbers of the kind %s were given, %d documents have one", last, kind, len(numbers))
	}
}

// refunded returns by id what the shop says it gave back.
func (o orderRecord) refunded() map[string]int64 {
	back := make(map[string]int64)
	for _, r := range o.Refunds {
		if r.State == "succeeded" {
			back[r.ID] += r.Amount.Amount
		}
	}
	return back
}

// refunded returns by id what the provider gave back.
func (p paymentRecord) refunded() map[string]int64 {
	back := make(map[string]int64)
	for _, r := range p.Refunds {
		back[r.ID] += r.Amount.Amount
	}
	return back
}

// mails is how many mails a placed order has: that it was placed, that it was
// cancelled, and one for each time that money went back.
func (o orderRecord) mails() int {
	n := 1 + len(o.refunded())
	if o.Status == "cancelled" {
		n++
	}
	return n
}

// checkReceipts finds orders that were lost, doubled, or placed behind the
// buyer's back, and mails that were sent twice.
func (b books) checkReceipts(receipts map[string]receipt, add func(string, ...any)) {
	told := make(map[string]receipt)
	for _, r := range receipts {
		told[r.number] = r
	}
	mails := b.mailsTo()
	for _, o := range b.orders {
		if !strings.HasPrefix(o.Email, "buyer-") {
			continue
		}
		r, known := told[o.Number]
		delete(told, o.Number)
		switch placed := !o.PlacedAt.IsZero(); {
		case placed && !known:
			add("order %s was placed, and its buyer knows nothing of it", o.Number)
		case placed != (r.status == "paid"):
			add("order %s is %s, its buyer was told %q", o.Number, o.Status, r.status)
		case placed && mails[o.Email] != o.mails():
			add("order %s is %s and has %d mails", o.Number, o.Status, mails[o.Email])
		}
	}
	for number, r := range told {
		add("order %s was acknowledged as %s and is lost", number, r.status)
	}
}

func TestBooks_violations_finds_what_is_wrong(t *testing.T) {
	t.Parallel()
	at := time.Now()
	line := []struct {
		SKU      string
		Quantity int
	}{{"A", 2}}
	sound := func() (books, map[string]receipt) {
		o := orderRecord{ID: "1", Number: "N1", Status: "paid", Email: "buyer-1", PlacedAt: at, Lines: line}
		o.Totals.Total.Amount = 100
		o.Refunds = []refundRecord{{ID: "r", State: "succeeded", Amount: money{Amount: 30}}}
		payment := paymentRecord{Key: "1", Captured: money{Amount: 100}, Refunds: []refundRecord{{ID: "r", Amount: money{Amount: 30}}}}
		return books{
			stock:  []stockRecord{{SKU: "A", Tracked: true, Available: 3, Sold: 2, Received: 5}},
			orders: []orderRecord{o},
			taken:  []paymentRecord{payment},
			mails:  []struct{ To string }{{"buyer-1"}, {"buyer-1"}}, // placed, refunded
			documents: []documentRecord{
				{Kind: "invoice", OrderID: "1", Sequence: 1}, {Kind: "credit-note", OrderID: "1", Sequence: 1},
			},
			registers: []registerRecord{{Last: map[string]int64{"invoice": 1, "credit-note": 1}}},
		}, map[string]receipt{"k": {"N1", "paid", "buyer-1"}}
	}
	if b, r := sound(); len(b.violations(r)) != 0 {
		t.Fatalf("sound books: %q", b.violations(r))
	}
	for name, spoil := range map[string]func(*books, map[string]receipt){
		"an oversold SKU":             func(b *books, _ map[string]receipt) { b.stock[0].Received = 4 },
		"a lost order":                func(_ *books, r map[string]receipt) { r["l"] = receipt{"N2", "paid", "buyer-2"} },
		"an order nobody was told of": func(_ *books, r map[string]receipt) { delete(r, "k") },
		"a payment that wasn't taken": func(b *books, _ map[string]receipt) { b.taken = nil },
		"a refund that wasn't made":   func(b *books, _ map[string]receipt) { b.taken[0].Refunds = nil },
		"a refund nobody asked for":   func(b *books, _ map[string]receipt) { b.orders[0].Refunds = nil },
		"a dead order's money":        func(b *books, _ map[string]receipt) { b.orders[0].Status = "cancelled" },
		"a payment without an order": func(b *books, _ map[string]receipt) {
			b.taken = append(b.taken, paymentRecord{Key: "2", Captured: money{Amount: 1}})
		},
		"units that stay held": func(b *books, _ map[string]receipt) {
			b.stock[0].Holds = append(b.stock[0].Holds, struct {
				Quantity int `bson:"qty"`
			}{1})
		},
		"an order without an invoice": func(b *books, _ map[string]receipt) {
			b.documents, b.registers[0].Last["invoice"] = b.documents[1:], 0
		},
		"an order with two invoices": func(b *books, _ map[string]receipt) {
			b.documents, b.registers[0].Last["invoice"] = append(b.documents, documentRecord{"invoice", "1", 2}), 2
		},
		"an invoice without an order": func(b *books, _ map[string]receipt) {
			b.documents, b.registers[0].Last["invoice"] = append(b.documents, documentRecord{"invoice", "2", 2}), 2
		},
		"a refund without a credit note": func(b *books, _ map[string]receipt) {
			b.documents, b.registers[0].Last["credit-note"] = b.documents[:1], 0
		},
		"a number that no document has": func(b *books, _ map[string]receipt) { b.registers[0].Last["invoice"] = 2 },
		"a number that was never given": func(b *books, _ map[string]receipt) { b.registers = nil },
		"a number out of the sequence":  func(b *books, _ map[string]receipt) { b.documents[0].Sequence = 0 },
		"a mail that came twice":        func(b *books, _ map[string]receipt) { b.mails = append(b.mails, b.mails[0]) },
		"an order that isn't finished":  func(b *books, _ map[string]receipt) { b.orders[0].Open = true },
		"units that nobody bought":      func(b *books, _ map[string]receipt) { b.stock[0].Sold, b.stock[0].Received = 3, 6 },
		"a use of a code by nobody":     func(b *books, _ map[string]receipt) { b.coupons = []couponRecord{{Key: "p", Taken: 1, Used: 1}} },
		"a use that stays reserved":     func(b *books, _ map[string]receipt) { b.coupons = []couponRecord{{Key: "p", Taken: 1}} },
		"a use that isn't counted": func(b *books, _ map[string]receipt) {
			b.orders[0].Coupon = &struct {
				PromotionID string `bson:"promotionId"`
				Customer    string
			}{"p", "c"}
		},
		"an order that was told other": func(_ *books, r map[string]receipt) { r["k"] = receipt{"N1", "declined", "buyer-1"} },
	} {
		b, r := sound()
		if spoil(&b, r); len(b.violations(r)) == 0 {
			t.Errorf("%s goes unnoticed", name)
		}
	}
}
