package mongostore

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	driver "go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"shop/modules/orders"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/invoice"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/payment"
	"shop/platform/mongo"
)

// Audit checks the four promises of docs/checkout.md in the records themselves:
// stock, orders, carts, invoices and the test provider's ledger, and no log. It
// implements [orders.Audit].
type Audit struct {
	stock, orders, carts, webhooks, coupons *driver.Collection
	invoices                                *Invoices
	taken                                   payment.Book
}

// NewAudit returns the audit of db, and of what the test provider has taken.
func NewAudit(db *mongo.DB, taken payment.Book) *Audit {
	return &Audit{
		stock: db.Collection("stock"), orders: db.Collection(ordersName),
		carts: db.Collection(cartsName), webhooks: db.Collection(webhooksName),
		coupons: db.Collection(couponUsagesName), invoices: NewInvoices(db), taken: taken,
	}
}

// account is the stock of one SKU as the catalogue stores it.
type account struct {
	SKU        string `bson:"_id"`
	Tracked    bool   `bson:"tracked"`
	MayOwe     bool   `bson:"mayOwe"`
	Available  int    `bson:"available"`
	Sold       int    `bson:"sold"`
	Received   int    `bson:"received"`
	WrittenOff int    `bson:"writtenOff"`
	Holds      []struct {
		Order    string `bson:"id"`
		Quantity int    `bson:"qty"`
	} `bson:"holds"`
}

func (a account) held() int {
	sum := 0
	for _, h := range a.Holds {
		sum += h.Quantity
	}
	return sum
}

// Report implements [orders.Audit].
func (a *Audit) Report(ctx context.Context) (orders.AuditReport, error) {
	var (
		accounts []account
		list     []order.Order
		usages   []coupon.Usage
		broken   violations
	)
	for collection, into := range map[*driver.Collection]any{a.stock: &accounts, a.orders: &list, a.coupons: &usages} {
		found, err := collection.Find(ctx, bson.D{})
		if err != nil {
			return orders.AuditReport{}, mongo.Fault(err)
		}
		if err := found.All(ctx, into); err != nil {
			return orders.AuditReport{}, mongo.Fault(err)
		}
	}
	entries, err := a.taken.Entries(ctx)
	if err != nil {
		return orders.AuditReport{}, err
	}
	if err := a.checkRest(ctx, &broken); err != nil {
		return orders.AuditReport{}, err
	}
	broken.checkStock(accounts, list)
	broken.checkOrders(list)
	broken.checkMoney(list, entries)
	broken.checkCoupons(usages, list)
	if err := a.checkDocuments(ctx, list, &broken); err != nil {
		return orders.AuditReport{}, err
	}
	report := orders.AuditReport{Violations: broken}
	for _, o := range list {
		if o.Placed() {
			report.Placed = append(report.Placed, o.Number)
		}
	}
	for _, e := range entries {
		if e.State == payment.Captured {
			report.Captures++
		}
	}
	for _, s := range accounts {
		report.Stock = append(report.Stock, orders.StockEquation{
			SKU: s.SKU, Available: s.Available, Held: s.held(), Sold: s.Sold, Received: s.Received, WrittenOff: s.WrittenOff,
		})
	}
	slices.SortFunc(report.Stock, func(a, b orders.StockEquation) int { return strings.Compare(a.SKU, b.SKU) })
	return report, nil
}

// checkRest finds carts and webhooks that somebody should have finished with.
func (a *Audit) checkRest(ctx context.Context, broken *violations) error {
	claimed, err := a.carts.CountDocuments(ctx, bson.D{{Key: "state", Value: "ordering"}})
	if err != nil {
		return mongo.Fault(err)
	}
	waiting, err := a.webhooks.CountDocuments(ctx, bson.D{{Key: "waiting", Value: true}})
	if err != nil {
		return mongo.Fault(err)
	}
	if claimed > 0 {
		broken.add("%d carts are still claimed", claimed)
	}
	if waiting > 0 {
		broken.add("%d webhooks still wait to be applied", waiting)
	}
	return nil
}

// checkDocuments finds gaps in the numbers of invoices and credit notes, orders
// with two invoices, and those that lack a document although no event waits that
// has it issued. What is pending has its number for certain.
//
// It looks at orders, events and documents in this order, as an order goes
// through them: what is placed meanwhile lacks nothing.
func (a *Audit) checkDocuments(ctx context.Context, list []order.Order, broken *violations) error {
	waiting, err := a.awaitingDocuments(ctx)
	if err != nil {
		return err
	}
	head, err := a.invoices.head(ctx)
	if err != nil {
		return err
	}
	stored, err := a.invoices.find(ctx, bson.D{{Key: "$exists", Value: true}})
	if err != nil {
		return err
	}
	ids, numbers := map[string]bool{}, map[invoice.Kind]map[int64]bool{}
	bills, issued := map[orders.OrderID]int{}, map[orders.OrderID][]invoice.Document{}
	for _, d := range append(stored, head.Pending...) {
		if ids[d.ID] {
			continue // pending, and stored already
		}
		ids[d.ID] = true
		if numbers[d.Kind] == nil {
			numbers[d.Kind] = map[int64]bool{}
		}
		if numbers[d.Kind][d.Sequence] || d.Sequence > head.Last[d.Kind] {
			broken.add("%s %s: its number is another's, or was never given", d.Kind, d.Number())
		}
		numbers[d.Kind][d.Sequence] = true
		issued[d.OrderID] = append(issued[d.OrderID], d)
		if d.Kind == invoice.Invoice {
			bills[d.OrderID]++
		}
	}
	for kind, last := range head.Last {
		for n := int64(1); n <= last; n++ {
			if !numbers[kind][n] {
				broken.add("%s %d is missing: the numbers have a gap", kind, n)
			}
		}
	}
	for id, n := range bills {
		if n > 1 {
			broken.add("order %s has %d invoices", id, n)
		}
	}
	for _, o := range list {
		if due := invoice.Due(o, issued[o.ID], invoice.Seller{}); len(due) > 0 && !waiting[o.ID] {
			broken.add("order %s lacks its %s", o.Number, due[0].Kind)
		}
	}
	return nil
}

// awaitingDocuments returns the orders with an event that has documents issued and
// will be tried, now or later.
func (a *Audit) awaitingDocuments(ctx context.Context) (map[orders.OrderID]bool, error) {
	alive := bson.D{{Key: "pending", Value: invoice.Subscription}, {Key: "due", Value: bson.D{{Key: "$exists", Value: true}}}}
	found, err := a.orders.Find(ctx, bson.D{{Key: "outbox", Value: bson.D{{Key: "$elemMatch", Value: alive}}}},
		options.Find().SetProjection(bson.D{{Key: "_id", Value: 1}}))
	if err != nil {
		return nil, mongo.Fault(err)
	}
	var list []struct {
		ID orders.OrderID `bson:"_id"`
	}
	err = found.All(ctx, &list)
	waiting := make(map[orders.OrderID]bool, len(list))
	for _, o := range list {
		waiting[o.ID] = true
	}
	return waiting, mongo.Fault(err)
}

type violations []string

func (v *violations) add(format string, args ...any) { *v = append(*v, fmt.Sprintf(format, args...)) }

// checkStock is the first promise.
func (v *violations) checkStock(accounts []account, list []order.Order) {
	sold := map[string]int{}
	for _, o := range list {
		for _, u := range o.Sold() {
			sold[string(u.SKU)] += u.Quantity
		}
	}
	for _, s := range accounts {
		if !s.Tracked {
			continue
		}
		if s.Available < 0 && !s.MayOwe || s.Sold < 0 || s.Received < 0 || s.WrittenOff < 0 {
			v.add("stock %s: a count is negative: %+v", s.SKU, s)
		}
		if s.Available+s.held()+s.Sold != s.Received-s.WrittenOff {
			v.add("stock %s: %d available + %d held + %d sold is not %d received - %d written off",
				s.SKU, s.Available, s.held(), s.Sold, s.Received, s.WrittenOff)
		}
		if s.held() != 0 {
			v.add("stock %s: %d units are held for nobody", s.SKU, s.held())
		}
		if s.Sold != sold[s.SKU] {
			v.add("stock %s: %d units are sold, but placed orders have %d", s.SKU, s.Sold, sold[s.SKU])
		}
	}
}

// checkOrders is the second promise, and that every order came to its end.
func (v *violations) checkOrders(list []order.Order) {
	type claim struct {
		cart    string
		version int64
	}
	placed := map[claim]string{}
	for _, o := range list {
		if o.Open || o.Unfinished() {
			v.add("order %s is unfinished: %+v", o.Number, o.States)
		}
		if !o.Placed() {
			continue
		}
		c := claim{o.CartID, o.CartVersion}
		if other, twice := placed[c]; twice {
			v.add("orders %s and %s are of the same cart", other, o.Number)
		}
		placed[c] = o.Number
	}
}

// checkCoupons compares the uses that are counted, of all and of each customer,
// with the placed orders that have the code.
func (v *violations) checkCoupons(usages []coupon.Usage, list []order.Order) {
	used := map[string]int{}
	for _, o := range list {
		if o.Placed() && o.Coupon != nil {
			for _, key := range o.Coupon.Keys() {
				used[key]++
			}
		}
	}
	for _, u := range usages {
		if u.Taken != u.Used || len(u.Reserved) != 0 {
			v.add("coupon %s: %d uses are taken and %d used, with %d reserved for nobody", u.Key, u.Taken, u.Used, len(u.Reserved))
		}
		if u.Used != used[u.Key] {
			v.add("coupon %s: %d uses are counted, but placed orders have %d", u.Key, u.Used, used[u.Key])
		}
		delete(used, u.Key)
	}
	for key, n := range used {
		v.add("coupon %s: placed orders have %d uses, and none is counted", key, n)
	}
}

// checkMoney is the third promise.
func (v *violations) checkMoney(list []order.Order, entries []payment.Entry) {
	taken := map[string]payment.Entry{}
	for _, e := range entries {
		taken[e.Key] = e
	}
	for _, o := range list {
		e := taken[string(o.ID)]
		delete(taken, string(o.ID))
		if o.PaymentMethod.ID == "test" {
			v.checkPayment(o, e)
		}
	}
	for key, e := range taken {
		if e.State == payment.Captured {
			v.add("a payment of %s has no order: %s", e.Captured, key)
		}
	}
}

// refused reports whether the provider wouldn't give something back.
func refused(o order.Order) bool {
	return slices.ContainsFunc(o.Refunds, func(r order.Refund) bool { return r.State == order.RefundFailed })
}

// checkPayment compares an order with what the provider has of it: what was
// captured, and each refund. A living order was paid in full, whatever of it
// went back since; a dead one has given everything back. What costs nothing
// needs no payment.
//
// A refund that the provider refused for good is for people to make up for.
func (v *violations) checkPayment(o order.Order, e payment.Entry) {
	alive := o.Placed() && o.Status != order.Cancelled
	switch {
	case alive && !o.Totals.Total.IsZero() && (e.State != payment.Captured || e.Captured != o.Totals.Total):
		v.add("order %s is %s, but the provider has %+v", o.Number, o.Status, e)
	case !alive && o.Refunded().Amount != o.Captured.Amount && !refused(o):
		v.add("order %s is %s, but of %s captured only %s went back", o.Number, o.Status, o.Captured, o.Refunded())
	case o.Captured.Amount != e.Captured.Amount:
		v.add("order %s says %s were captured, the provider %s", o.Number, o.Captured, e.Captured)
	}
	made := map[string]int64{}
	for _, r := range e.Refunds {
		made[r.ID] += r.Amount.Amount
	}
	for _, r := range o.Refunds {
		if r.State != order.RefundSucceeded {
			continue
		}
		if made[r.ID] != r.Amount.Amount {
			v.add("order %s says that refund %s gave %s back, the provider %d", o.Number, r.ID, r.Amount, made[r.ID])
		}
		delete(made, r.ID)
	}
	for id, amount := range made {
		v.add("refund %s gave %d back, and order %s knows nothing of it", id, amount, o.Number)
	}
}
