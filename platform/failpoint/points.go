package failpoint

// Point is a place between two steps.
type Point string

// The points, each named after the step that was just made; docs/checkout.md
// numbers the steps.
const (
	LookedUp Point = "checkout:looked-up" // 0
	Priced   Point = "checkout:priced"    // 1
	Claimed  Point = "checkout:claimed"   // 2
	Inserted Point = "checkout:inserted"  // 3
	Held     Point = "checkout:held"      // 4, after each line
	// CouponReserved is after each count of a code is taken, the customer's and
	// that of all, and CouponSettled after each is settled.
	CouponReserved Point = "checkout:coupon-reserved" // 4
	CouponSettled  Point = "checkout:coupon-settled"  // 7
	Paying         Point = "checkout:paying"          // 5, before the provider is asked
	// Authorised is after the provider answered, Captured after it took what
	// it had only promised.
	Authorised Point = "checkout:authorised" // 5
	Captured   Point = "checkout:captured"   // 6
	Applied    Point = "checkout:applied"    // 6
	Settled    Point = "checkout:settled"    // 7, after each line
	Released   Point = "checkout:released"   // 7, the cart is open again
	Finished   Point = "checkout:finished"   // 7, the order says so
	Refunded   Point = "checkout:refunded"   // 9, the provider has given it back
	Restocked  Point = "checkout:restocked"  // 9, after each line
	Resolved   Point = "checkout:resolved"   // 6, the sweeper has asked or voided
	Buried     Point = "checkout:buried"     // the sweeper took the place of an order that never came
	// WebhookStored is before a webhook is answered, WebhookUsed before it is
	// noted that the order has its effect.
	WebhookStored Point = "webhook:stored"
	WebhookUsed   Point = "webhook:used"
	// InvoiceNumbered is after a document got its number, InvoiceStored before
	// the register strikes off what is stored.
	InvoiceNumbered Point = "invoice:numbered"
	InvoiceStored   Point = "invoice:stored"
	// EventServed is between an event's effect and its being struck off.
	EventServed Point = "event:served"
)

// All are the points, in the order in which an order passes them; those between
// Applied and Finished are passed at the same time by one that is sold.
func All() []Point {
	return []Point{
		LookedUp, Priced, Claimed, Inserted, Held, CouponReserved, Paying, Authorised, Captured, Applied, Settled, CouponSettled, Released, Finished,
		Refunded, Restocked, Resolved, Buried, WebhookStored, WebhookUsed, InvoiceNumbered, InvoiceStored, EventServed,
	}
}
