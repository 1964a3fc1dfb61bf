package cart

import (
	"context"
	"fmt"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"shop/modules/catalog"
	"shop/modules/orders/internal/pricing"
	"shop/modules/orders/internal/promotion"
	"shop/modules/orders/internal/shipping"
	"shop/modules/orders/internal/tax"
	"shop/platform/address"
	"shop/platform/money"
)

// View is a cart with what is true of its lines now. Its totals are an
// estimate: the destination isn't known yet, and of the ways to deliver the
// first is assumed.
type View struct {
	Cart   Cart
	Lines  []LineView
	Totals pricing.Totals
	// Steps tell how the totals come about beside the lines.
	Steps []pricing.Step
	// Coupon is the code that was entered, and whether it takes something off;
	// nil for none.
	Coupon *promotion.Coupon
	// Blocked: a line has a Problem, so the cart can't be ordered as it is.
	Blocked bool
	// Order is the number of the order that has the cart until it is certain
	// whether it is paid; empty for none.
	Order string
}

// LineView is a line as it could be sold now.
type LineView struct {
	pricing.Line
	// Was is the price when the shopper last touched the line, where it has
	// changed since.
	Was *money.Money
	// CompareAt is the merchant's earlier price.
	CompareAt *money.Money
	// Max is the largest quantity that can be had now.
	Max int
	// Problem says in words why the line can't be ordered as it is; Change
	// says what else is different from when the shopper last touched it.
	Problem, Change string
}

// Sellable returns the lines without a problem.
func (v View) Sellable() []pricing.Line {
	var lines []pricing.Line
	for _, l := range v.Lines {
		if l.Problem == "" {
			lines = append(lines, l.Line)
		}
	}
	return lines
}

// look prices the cart by what the record says now, with the items that were
// read just now.
func (s *Service) look(ctx context.Context, c Cart, known ...catalog.Item) (View, error) {
	r, err := s.Read(ctx, c, promotion.Entered{Code: c.Coupon}, known...)
	if err != nil {
		return View{}, err
	}
	if c.State == Ordering {
		if r.Order, err = s.numbers.Number(ctx, c.Order); err != nil {
			return View{}, err
		}
	}
	return s.price(r)
}

// price works out what the cart costs that was read.
func (s *Service) price(r Reading) (View, error) {
	delivery, err := s.estimate(r)
	if err != nil {
		return View{}, err
	}
	q, err := pricing.Price(pricing.Input{
		Currency: s.currency, Lines: r.Sellable(), Delivery: delivery, Promotions: r.Offer, Now: time.Now(), Tax: r.Tax,
	})
	if err != nil {
		return View{}, err
	}
	return r.Priced(q), nil
}

// Reading is what a cart's price is made from.
type Reading struct {
	View // without totals
	Terms
}

// Terms are what a price depends on beside the lines.
type Terms struct {
	Tax   tax.Settings
	Zones shipping.Zones
	Offer promotion.Offer
}

// Read reads from the record what a cart's price is made from, all of it at the
// same time. The items in known were read just now and aren't read again.
func (s *Service) Read(ctx context.Context, c Cart, e promotion.Entered, known ...catalog.Item) (Reading, error) {
	var r Reading
	reading, ctx := errgroup.WithContext(ctx)
	reading.Go(func() (err error) {
		r.View, err = s.inspect(ctx, c, known)
		return err
	})
	reading.Go(func() (err error) {
		r.Terms, err = s.terms(ctx, c, e)
		return err
	})
	err := reading.Wait()
	return r, err
}

// terms reads what the cart's price depends on beside its lines.
func (s *Service) terms(ctx context.Context, c Cart, e promotion.Entered) (Terms, error) {
	var t Terms
	reading, ctx := errgroup.WithContext(ctx)
	reading.Go(func() (err error) {
		t.Tax, err = s.taxes.Settings(ctx)
		return err
	})
	reading.Go(func() (err error) {
		t.Zones, err = s.methods.Zones(ctx)
		return err
	})
	reading.Go(func() (err error) {
		if c.Draft == nil { // what staff drafted costs what they said
			t.Offer, err = s.offers.For(ctx, e)
		}
		return err
	})
	err := reading.Wait()
	return t, err
}

// Priced returns the view with the quote of its sellable lines.
func (v View) Priced(q pricing.Quote) View {
	v.Totals, v.Steps, v.Coupon = q.Totals, q.Steps, q.Coupon
	v.Lines = slices.Clone(v.Lines)
	next := 0
	for i, l := range v.Lines {
		if l.Problem == "" {
			v.Lines[i].Line = q.Lines[next]
			next++
		}
	}
	return v
}

// estimate assumes the first of the methods that go home.
func (s *Service) estimate(r Reading) (pricing.Delivery, error) {
	consignment, err := r.Consignment(s.currency)
	if err != nil {
		return pricing.Delivery{}, err
	}
	offers := r.Zones.Offer(r.Tax.Place(address.Destination{}), consignment)
	if len(offers) == 0 {
		return pricing.Delivery{}, nil
	}
	return pricing.Delivery{ID: offers[0].ID, Name: offers[0].Name, Rate: offers[0].Rate}, nil
}

// Consignment returns what is to be delivered of the sellable lines, and whether
// any line has to be sent: the ways to deliver stay while one is sold out.
// Errors: those of money.Sum.
func (v View) Consignment(currency string) (shipping.Consignment, error) {
	lines := v.Sellable()
	goods, err := pricing.Subtotal(currency, lines)
	c := shipping.Consignment{Goods: goods}
	for _, l := range v.Lines {
		c.Needed = c.Needed || l.RequiresShipping
	}
	for _, l := range lines {
		if l.RequiresShipping {
			c.WeightGrams += int64(l.WeightGrams) * int64(l.Quantity)
		}
	}
	return c, err
}

// inspect returns the cart's lines as they could be sold now, without totals.
func (s *Service) inspect(ctx context.Context, c Cart, known []catalog.Item) (View, error) {
	v := View{Cart: c}
	var skus []catalog.SKU
	for _, l := range c.Lines {
		if !slices.ContainsFunc(known, func(i catalog.Item) bool { return i.SKU == l.SKU }) {
			skus = append(skus, l.SKU)
		}
	}
	items, err := s.items.Items(ctx, skus)
	if err != nil {
		return View{}, err
	}
	for _, i := range known {
		items[i.SKU] = i
	}
	for _, l := range c.Lines {
		item, ok := items[l.SKU]
		if c.State == Ordering { // the units that are gone may be the order's own
			item.Tracked = false
		}
		line, err := s.inspectLine(l, item, ok)
		if err != nil {
			return View{}, err
		}
		v.Blocked = v.Blocked || line.Problem != ""
		v.Lines = append(v.Lines, line)
	}
	return v, nil
}

func (s *Service) inspectLine(l Line, item catalog.Item, found bool) (LineView, error) {
	if !found || item.Price.Currency != s.currency {
		item = catalog.Item{SKU: l.SKU, ProductName: l.Name, Price: l.Price}
	}
	if l.Agreed {
		item.Price, item.RegularPrice, item.CompareAt = l.Price, nil, nil
	}
	priced, err := pricing.NewLine(item, l.Quantity)
	if err != nil {
		return LineView{}, err
	}
	view := LineView{Line: priced, CompareAt: item.CompareAt, Max: MaxQuantity}
	switch {
	case !item.Active:
		view.Max = 0
		view.Problem = "This item is no longer sold."
	case item.Short(l.Quantity):
		view.Max = min(max(item.Available, 0), MaxQuantity)
		view.Problem = Left("", view.Max)
	case item.Tracked && !item.Backorder:
		view.Max = min(item.Available, MaxQuantity)
	}
	if item.Active && l.Price != item.Price {
		view.Was = &l.Price
		view.Change = fmt.Sprintf("The price of %s changed from %s to %s.", item.ProductName, l.Price, item.Price)
	}
	return view, nil
}

// Left says in words how many units can be had, of what if name isn't empty.
func Left(name string, left int) string {
	switch {
	case left == 0 && name == "":
		return "This item is sold out."
	case left == 0:
		return name + " is sold out."
	case name == "":
		return fmt.Sprintf("Only %d left.", left)
	default:
		return fmt.Sprintf("Only %d of %s left.", left, name)
	}
}
