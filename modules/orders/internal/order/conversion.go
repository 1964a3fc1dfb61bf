package order

// Conversion is what became of the carts that were filled in some span of time.
// A cart is filled when something is put into an empty one; it counts as long
// as something is in it, and for ever once it was ordered. What is left in it,
// or put into it, after an order is the next cart. Each number is part of the
// one before.
type Conversion struct {
	// Carts were filled.
	Carts int
	// Checkouts are those of them that were sent, whatever came of it.
	Checkouts int
	// Orders are those that led to an order: paid, or confirmed with payment
	// to come; a later cancellation doesn't matter.
	Orders int
	// Paid are those whose payment has come.
	Paid int
}

// Percent returns how many of a hundred carts led to an order, rounded; 0 where
// there were no carts.
func (c Conversion) Percent() int {
	if c.Carts == 0 {
		return 0
	}
	return (200*c.Orders + c.Carts) / (2 * c.Carts)
}
