package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/order"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/web"
)

// Events serves live events. It implements [web.Routes].
type Events struct {
	orders *order.Service
	carts  *cart.Service
	live   events.Subscriber
}

// NewEvents returns the streams of live events.
func NewEvents(orders *order.Service, carts *cart.Service, live events.Subscriber) *Events {
	return &Events{orders: orders, carts: carts, live: live}
}

// Routes implements [web.Routes].
func (a *Events) Routes(r *web.Router) {
	web.Stream(r, web.Public, huma.Operation{
		Method: http.MethodGet, Path: "/api/events", Tags: []string{tagLive}, Summary: "Follow my orders and a product live",
		Description: "`order.status` for the caller's orders, or with `order` for that one (a guest's by its `Order-Token`); " +
			"with `product` also `product.stock` of that product; with `cart` also `cart.changed` when the caller's cart changes, and " +
			"`product.stock` of what is in it. An event may be missed: it says that something changed, and the resource what it is now.",
	}, a.mine)
	web.Stream(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/events", Tags: []string{tagLive}, Summary: "Follow the shop live",
		Description: "`order.new`, `order.status`, `product.changed`, `product.stock` and `product.low-stock`.",
	}, a.all)
}

// EventsInput is what to follow.
type EventsInput struct {
	Product string `query:"product" maxLength:"64" doc:"A product's id"`
	Order   string `query:"order" maxLength:"32" doc:"An order's number"`
	Cart    bool   `query:"cart" doc:"Whether to follow the caller's cart, a guest's by its Cart-Token"`
	Token   string `header:"Order-Token" maxLength:"128" doc:"Opens a guest's order"`
}

// CartChanged is the data of `cart.changed`: nothing but that it did.
type CartChanged struct{}

// OrderStatus is the data of `order.status`.
type OrderStatus struct {
	Number     string `json:"number"`
	Status     string `json:"status"`
	Payment    string `json:"payment"`
	Fulfilment string `json:"fulfilment"`
}

// ProductStock is the data of `product.stock`.
type ProductStock struct {
	ProductID string `json:"productId"`
	SKU       string `json:"sku"`
	Available int    `json:"available"`
}

func (a *Events) mine(ctx context.Context, in *EventsInput) (<-chan web.ServerEvent, error) {
	follows := func(s orders.StatusChanged) bool {
		account := identity.From(ctx).Account
		return account != "" && s.AccountID == account
	}
	if in.Order != "" {
		o, err := a.orders.Owned(ctx, in.Order, tokenOf(ctx, in.Order, in.Token))
		if err != nil {
			return nil, err
		}
		follows = func(s orders.StatusChanged) bool { return s.Number == o.Number }
	}
	basket, err := a.basket(ctx, in.Cart)
	if err != nil {
		return nil, err
	}
	return a.stream(ctx, func(m events.Message) (web.ServerEvent, bool) {
		switch m.Channel {
		case orders.ChannelOrderStatus:
			s, ok := payload[orders.StatusChanged](m)
			return statusEvent(m, s), ok && follows(s)
		case orders.ChannelCart:
			changed, ok := payload[orders.CartChanged](m)
			if !ok || basket.ID == "" || changed.CartID != basket.ID {
				return web.ServerEvent{}, false
			}
			if now, err := a.carts.Followed(ctx); err == nil {
				basket = now
			}
			return web.ServerEvent{Name: "cart.changed", ID: m.ID, Data: CartChanged{}}, true
		default:
			s, ok := payload[catalog.StockChanged](m)
			return stockEvent(m, s), ok && (in.Product != "" && string(s.ProductID) == in.Product || basket.Products[s.ProductID])
		}
	}, orders.ChannelOrderStatus, orders.ChannelCart, catalog.ChannelStock), nil
}

// basket is the caller's cart, if it is to be followed.
func (a *Events) basket(ctx context.Context, wanted bool) (cart.Followed, error) {
	if !wanted {
		return cart.Followed{}, nil
	}
	return a.carts.Followed(ctx)
}

func statusEvent(m events.Message, s orders.StatusChanged) web.ServerEvent {
	return web.ServerEvent{Name: "order.status", ID: m.ID, Data: OrderStatus{s.Number, s.Status, s.Payment, s.Fulfilment}}
}

func stockEvent(m events.Message, s catalog.StockChanged) web.ServerEvent {
	return web.ServerEvent{Name: "product.stock", ID: m.ID, Data: ProductStock{string(s.ProductID), string(s.SKU), s.Available}}
}

func (a *Events) all(ctx context.Context, _ *struct{}) (<-chan web.ServerEvent, error) {
	return a.stream(ctx, func(m events.Message) (web.ServerEvent, bool) {
		switch m.Channel {
		case orders.ChannelOrderNew:
			o, ok := payload[orders.OrderPlaced](m)
			return web.ServerEvent{Name: "order.new", ID: m.ID, Data: o}, ok
		case orders.ChannelOrderStatus:
			s, ok := payload[orders.StatusChanged](m)
			return statusEvent(m, s), ok
		case catalog.ChannelProduct:
			p, ok := payload[catalog.ProductChanged](m)
			return web.ServerEvent{Name: "product.changed", ID: m.ID, Data: p}, ok
		case catalog.ChannelStock:
			s, ok := payload[catalog.StockChanged](m)
			return stockEvent(m, s), ok
		default:
			s, ok := payload[catalog.LowStock](m)
			return web.ServerEvent{Name: "product.low-stock", ID: m.ID, Data: s}, ok
		}
	}, orders.ChannelOrderNew, orders.ChannelOrderStatus, catalog.ChannelProduct, catalog.ChannelStock, catalog.ChannelLowStock), nil
}

// stream sends what pick chooses of the channels until ctx ends.
func (a *Events) stream(ctx context.Context, pick func(events.Message) (web.ServerEvent, bool), channels ...string) <-chan web.ServerEvent {
	messages, cancel := a.live.Subscribe(channels...)
	out := make(chan web.ServerEvent)
	go func() {
		defer cancel()
		defer close(out)
		for {
			select {
			case <-ctx.Done():
				return
			case m, open := <-messages:
				if !open {
					return
				}
				if e, wanted := pick(m); wanted {
					select {
					case out <- e:
					case <-ctx.Done():
						return
					}
				}
			}
		}
	}()
	return out
}

// payload reads a message; what can't be read is of another version and is
// passed over.
func payload[P any](m events.Message) (P, bool) {
	var p P
	err := json.Unmarshal(m.Data, &p)
	return p, err == nil
}
