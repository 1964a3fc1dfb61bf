package order

import "time"

// NextAction is what a payment waits for its shopper to do.
type NextAction struct {
	// Kind is "redirect": the shopper's browser has to go to URL.
	Kind string `bson:"kind"`
	URL  string `bson:"url"`
	// By is when the payment is given up.
	By time.Time `bson:"by"`
}

// Await notes what the shopper has to do for the payment, which the provider
// calls id. Errors: [ErrKeep] when that is known, or the payment is over.
func (o *Order) Await(next NextAction, id string) error {
	if o.Status != Paying || o.Next != nil && o.Next.URL == next.URL {
		return ErrKeep
	}
	if o.Next != nil {
		next.By = o.Next.By // another page for the same payment gives no more time
	}
	o.Next, o.PaymentID = &next, id
	o.record(o.StatusEvent(time.Now().UTC().Truncate(time.Millisecond)))
	return nil
}

// Waiting reports whether the payment waits for the shopper.
func (o *Order) Waiting() bool { return o.Status == Paying && o.Next != nil }

// Overdue reports whether the shopper had time enough.
func (o *Order) Overdue(now time.Time) bool { return o.Waiting() && now.After(o.Next.By) }
