package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/catalog"
	"shop/modules/orders"
	"shop/modules/orders/internal/order"
	"shop/platform/events"
	"shop/platform/identity"
	"shop/platform/web"
)

// Events serves live events. It implements [web.Routes].
type Events struct {
	orders *order.Service
	live   events.Subscriber
}

// NewEvents returns the streams of live events.
func NewEvents(orders *order.Service, live events.Subscriber) *Events {
	return &Events{orders: orders, live: live}
}

// Routes implements [web.Routes].
func (a *Events) Routes(r *web.Router) {
	web.Stream(r, web.Public, huma.Operation{
		Method: http.MethodGet, Path: "/api/events", Tags: []string{tagLive}, Summary: "Follow my orders and a product live",
		Description: "`order.status` for the caller's orders, or with `order` for that one (a guest's by its `Order-Token`); " +
			"with `product` also `product.stock` of that product. An event may be missed: it says that something changed, and the resource what it is now.",
	}, a.mine)
	web.Stream(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/events", Tags: []string{tagLive}, Summary: "Follow the shop live",
		Description: "`order.new`, `order.status` and `product.low-stock`.",
	}, a.all)
}

// EventsInput is what to follow.
type EventsInput struct {
	Product string `query:"product" maxLength:"64" doc:"A product's id"`
	Order   string `query:"order" maxLength:"32" doc:"An order's number"`
	Token   string `header:"Order-Token" maxLength:"128" doc:"Opens a guest's order"`
}

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
	return a.stream(ctx, func(m events.Message) (web.ServerEvent, bool) {
		switch m.Channel {
		case orders.ChannelOrderStatus:
			s, ok := payload[orders.StatusChanged](m)
			return statusEvent(m, s), ok && follows(s)
		default:
			s, ok := payload[catalog.StockChanged](m)
			return web.ServerEvent{Name: "product.stock", ID: m.ID, Data: ProductStock{string(s.ProductID), string(s.SKU), s.Available}},
				ok && in.Product != "" && string(s.ProductID) == in.Product
		}
	}, orders.ChannelOrderStatus, catalog.ChannelStock), nil
}

func statusEvent(m events.Message, s orders.StatusChanged) web.ServerEvent {
	return web.ServerEvent{Name: "order.status", ID: m.ID, Data: OrderStatus{s.Number, s.Status, s.Payment, s.Fulfilment}}
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
		default:
			s, ok := payload[catalog.LowStock](m)
			return web.ServerEvent{Name: "product.low-stock", ID: m.ID, Data: s}, ok
		}
	}, orders.ChannelOrderNew, orders.ChannelOrderStatus, catalog.ChannelLowStock), nil
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
