package cart

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/platform/fault"
	"shop/platform/money"
)

// Limits of a cart.
const (
	MaxQuantity = 99
	MaxLines    = 100
	// maxFrom is how many merges a cart remembers.
	maxFrom = 20
)

// State is where a cart stands.
type State string

// The states. An ordering cart belongs to one order until that is final; lines
// may be added meanwhile, and stay when the ordered ones leave. A merged cart
// is a gravestone whose lines are in another one.
const (
	Open     State = "open"
	Ordering State = "ordering"
	Merged   State = "merged"
)

// Cart is one shopper's cart.
type Cart struct {
	// ID is that of the account, or the hash of the guest's token.
	ID      string `bson:"_id"`
	Version int64  `bson:"version"`
	State   State  `bson:"state"`
	Lines   []Line `bson:"lines"`
	// FilledAt is when the first of the lines came into the empty cart, by the
	// clock of the instance; zero for an empty one. Nothing is decided by it.
	FilledAt time.Time `bson:"filledAt,omitempty"`
	// Coupon is the code that was entered, normalised; empty for none.
	Coupon string `bson:"coupon,omitempty"`
	// Order is the order that claimed the cart; LastOrder the number of the
	// latest one that took its lines.
	Order     orders.OrderID `bson:"order,omitempty"`
	LastOrder string         `bson:"lastOrder,omitempty"`
	// Incoming are guests' carts whose lines are to move here, From those
	// whose lines have, the latest of them last. Into is where a merged
	// cart's lines went.
	Incoming []string `bson:"incoming,omitempty"`
	From     []string `bson:"from,omitempty"`
	Into     string   `bson:"into,omitempty"`
	// Guest carts are forgotten when they lie idle.
	Guest bool `bson:"guest"`
	// Draft is what makes the cart an order that staff drafted; nil for
	// shoppers' own.
	Draft *Draft `bson:"draft,omitempty"`
}

// Line is a number of units of one variant.
type Line struct {
	SKU      catalog.SKU `bson:"sku"`
	Quantity int         `bson:"quantity"`
	// Name and Price are what the shopper saw when the line was last touched,
	// to tell what changed since.
	Name  string      `bson:"name"`
	Price money.Money `bson:"price"`
	// Agreed says that staff promised the price: the catalogue's doesn't count.
	Agreed bool `bson:"agreed,omitempty"`
}

// The errors of carts.
var (
	ErrNoCart = fault.New(fault.Conflict, "cart-empty", "Your cart is empty.")
	ErrNoLine = fault.New(fault.NotFound, "no-line", "This item is not in your cart.")
	// ErrQuantity carries the limit in its words.
	ErrQuantity  = fault.New(fault.Invalid, "invalid", "Some of the values need another look.").WithField("quantity", "Please choose between 1 and 99.")
	ErrTooMany   = fault.New(fault.Conflict, "cart-full", "A cart holds at most 100 different items.")
	ErrNotSold   = fault.New(fault.NotFound, "no-such-item", "This item is not sold here (any more).")
	ErrStale     = fault.New(fault.Conflict, "cart-changed", "Your cart has changed meanwhile. Please look at it again.")
	ErrNotInCart = fault.New(fault.NotFound, "no-cart", "There is no such cart.")
	// ErrOrdering carries the detail "order", the number of the order.
	ErrOrdering = fault.New(fault.Conflict, "cart-ordering", "This cart is being ordered already.")
)

// GuestID returns the id of the cart that a guest's token opens. The token
// itself is stored nowhere.
func GuestID(token string) string {
	sum := sha256.Sum256([]byte(token))
	return guestPrefix + hex.EncodeToString(sum[:])
}

const guestPrefix = "guest:"

const draftPrefix = "draft:"

// OfGuest reports whether the id is of a guest's cart.
func OfGuest(id string) bool { return strings.HasPrefix(id, guestPrefix) }

// AccountID returns the id of an account's cart.
func AccountID(account string) string { return "account:" + account }

// Count returns the number of units.
func (c *Cart) Count() int {
	n := 0
	for _, l := range c.Lines {
		n += l.Quantity
	}
	return n
}

// Lineage returns the ids under which this cart's lines may have been ordered:
// its own, and those of the carts that were or are to be merged into it.
func (c *Cart) Lineage() []string { return slices.Concat([]string{c.ID}, c.From, c.Incoming) }

func (c *Cart) index(sku catalog.SKU) int {
	return slices.IndexFunc(c.Lines, func(l Line) bool { return l.SKU == sku })
}

// Quantity returns how many units of the variant are in the cart.
func (c *Cart) Quantity(sku catalog.SKU) int {
	if i := c.index(sku); i >= 0 {
		return c.Lines[i].Quantity
	}
	return 0
}

// put sets a line's quantity, price and name. Errors: [ErrQuantity],
// [ErrTooMany].
func (c *Cart) put(l Line) error {
	if l.Quantity < 1 || l.Quantity > MaxQuantity {
		return ErrQuantity
	}
	i := c.index(l.SKU)
	if i >= 0 {
		c.Lines = slices.Clone(c.Lines)
		c.Lines[i] = l
		return nil
	}
	if len(c.Lines) >= MaxLines {
		return ErrTooMany
	}
	c.Lines = append(slices.Clip(c.Lines), l)
	c.dated(now())
	return nil
}

// dated keeps FilledAt true after the lines have changed; filled is when that
// happened, should the cart have been empty.
func (c *Cart) dated(filled time.Time) {
	switch {
	case len(c.Lines) == 0:
		c.FilledAt = time.Time{}
	case c.FilledAt.IsZero():
		c.FilledAt = filled
	}
}

func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }

// remove takes a line out. Errors: [ErrNoLine].
func (c *Cart) remove(sku catalog.SKU) error {
	i := c.index(sku)
	if i < 0 {
		return ErrNoLine
	}
	c.Lines = slices.Delete(slices.Clone(c.Lines), i, i+1)
	c.dated(now())
	return nil
}

// absorb adds the lines of another cart, once. A quantity above the limit ends
// at the limit; the number of lines may exceed it rather than lose one.
func (c *Cart) absorb(other Cart) {
	if slices.Contains(c.From, other.ID) {
		return
	}
	c.Lines = slices.Clone(c.Lines)
	for _, l := range other.Lines {
		if i := c.index(l.SKU); i >= 0 {
			c.Lines[i].Quantity = min(c.Lines[i].Quantity+l.Quantity, MaxQuantity)
		} else {
			c.Lines = append(c.Lines, l)
		}
	}
	c.dated(other.FilledAt)
	c.Coupon = cmp.Or(c.Coupon, other.Coupon)
	c.From = append(slices.Clip(c.From), other.ID)
	c.From = c.From[max(0, len(c.From)-maxFrom):]
}

// claim gives the cart to an order. Errors: [ErrOrdering] if another one has
// it.
func (c *Cart) claim(id orders.OrderID) error {
	switch {
	case c.State == Open:
		c.State, c.Order = Ordering, id
	case c.State != Ordering || c.Order != id:
		return ErrOrdering
	}
	return nil
}

// release ends the order's claim. The bought lines, if any, leave the cart, and
// with them the coupon that was used. Without a claim by this order nothing
// changes, and it reports false.
func (c *Cart) release(by Claimed, bought []Line) bool {
	if c.State != Ordering || c.Order != by.Order {
		return false
	}
	c.State, c.Order = Open, ""
	if bought == nil {
		return true
	}
	c.LastOrder = by.Number
	if c.Coupon == by.Coupon {
		c.Coupon = ""
	}
	kept := make([]Line, 0, len(c.Lines))
	for _, l := range c.Lines {
		for _, b := range bought {
			if b.SKU == l.SKU {
				l.Quantity -= b.Quantity
			}
		}
		if l.Quantity > 0 {
			kept = append(kept, l)
		}
	}
	// What is left is another cart, which was not ordered yet.
	c.Lines, c.FilledAt = kept, time.Time{}
	c.dated(now())
	return true
}
