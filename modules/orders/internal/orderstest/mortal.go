package orderstest

import (
	"context"
	"errors"
	"sync"
	"time"

	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/order"
	"shop/modules/orders/internal/payment"
)

// ErrDead is what every call of a dead process returns.
var ErrDead = errors.New("orderstest: the process is dead")

// Mortal is a process that dies at its n-th call of a port, and from then on
// can't reach anything any more: just before the call has its effect, or just
// after, so that its acknowledgement is lost.
type Mortal struct {
	mu    sync.Mutex
	calls int
	dieAt int
	after bool
	dead  bool
}

// DiesAt returns a process that dies at the n-th call, counted from 1.
func DiesAt(n int, after bool) *Mortal { return &Mortal{dieAt: n, after: after} }

// Dead reports whether the process died.
func (m *Mortal) Dead() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dead
}

// Wrap lets the ports die with the process.
func (m *Mortal) Wrap(p Ports) Ports {
	return Ports{
		Carts: mortalCarts{m, p.Carts}, Orders: mortalOrders{m, p.Orders},
		Stock: mortalStock{m, p.Stock}, Coupons: mortalCoupons{m, p.Coupons}, Provider: mortalProvider{m, p.Provider},
	}
}

// enter counts a call and tells whether it has its effect, and whether its
// answer arrives.
func (m *Mortal) enter() (effect, answer bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.dead {
		return false, false
	}
	m.calls++
	m.dead = m.calls == m.dieAt
	return !m.dead || m.after, !m.dead
}

func through[T any](m *Mortal, call func() (T, error)) (T, error) {
	var none T
	effect, answer := m.enter()
	if !effect {
		return none, ErrDead
	}
	v, err := call()
	if !answer {
		return none, ErrDead
	}
	return v, err
}

func throughErr(m *Mortal, call func() error) error {
	_, err := through(m, func() (struct{}, error) { return struct{}{}, call() })
	return err
}

type mortalCarts struct {
	m *Mortal
	cart.Store
}

func (s mortalCarts) Find(ctx context.Context, id string) (cart.Cart, error) {
	return through(s.m, func() (cart.Cart, error) { return s.Store.Find(ctx, id) })
}

func (s mortalCarts) Save(ctx context.Context, c cart.Cart) (cart.Cart, error) {
	return through(s.m, func() (cart.Cart, error) { return s.Store.Save(ctx, c) })
}

func (s mortalCarts) Empty(ctx context.Context, c cart.Claimed) (bool, error) {
	return through(s.m, func() (bool, error) { return s.Store.Empty(ctx, c) })
}

type mortalOrders struct {
	m *Mortal
	order.Store
}

func (s mortalOrders) Insert(ctx context.Context, o order.Order, hold, lease time.Duration) (order.Order, error) {
	return through(s.m, func() (order.Order, error) { return s.Store.Insert(ctx, o, hold, lease) })
}

func (s mortalOrders) Find(ctx context.Context, ids ...orders.OrderID) (order.Order, error) {
	return through(s.m, func() (order.Order, error) { return s.Store.Find(ctx, ids...) })
}

func (s mortalOrders) Save(ctx context.Context, o order.Order) (order.Order, error) {
	return through(s.m, func() (order.Order, error) { return s.Store.Save(ctx, o) })
}

type mortalStock struct {
	m *Mortal
	catalog.Stock
}

func (s mortalStock) Hold(ctx context.Context, h catalog.Hold) error {
	return throughErr(s.m, func() error { return s.Stock.Hold(ctx, h) })
}

func (s mortalStock) Settle(ctx context.Context, h catalog.Hold, outcome catalog.Outcome) error {
	return throughErr(s.m, func() error { return s.Stock.Settle(ctx, h, outcome) })
}

func (s mortalStock) Restock(ctx context.Context, r catalog.Restock) error {
	return throughErr(s.m, func() error { return s.Stock.Restock(ctx, r) })
}

type mortalCoupons struct {
	m *Mortal
	coupon.Store
}

func (s mortalCoupons) Reserve(ctx context.Context, key string, limit int, e coupon.Entry, since time.Time) (bool, error) {
	return through(s.m, func() (bool, error) { return s.Store.Reserve(ctx, key, limit, e, since) })
}

func (s mortalCoupons) Settle(ctx context.Context, key string, e coupon.Entry, outcome coupon.Outcome) error {
	return throughErr(s.m, func() error { return s.Store.Settle(ctx, key, e, outcome) })
}

type mortalProvider struct {
	m *Mortal
	payment.Provider
}

func (p mortalProvider) Authorise(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	return through(p.m, func() (payment.Payment, error) { return p.Provider.Authorise(ctx, a) })
}

func (p mortalProvider) Capture(ctx context.Context, c payment.Capture) (payment.Payment, error) {
	return through(p.m, func() (payment.Payment, error) { return p.Provider.Capture(ctx, c) })
}

func (p mortalProvider) Fetch(ctx context.Context, a payment.Authorisation) (payment.Payment, error) {
	return through(p.m, func() (payment.Payment, error) { return p.Provider.Fetch(ctx, a) })
}

func (p mortalProvider) Refund(ctx context.Context, r payment.Refund) error {
	return throughErr(p.m, func() error { return p.Provider.Refund(ctx, r) })
}
