package pages

import (
	"context"

	"github.com/a-h/templ"

	"shop/modules/auth"
	"shop/modules/orders/internal/order"
	"shop/platform/web"
	views "shop/views/orders"
)

// recentSize is how many orders a panel shows.
const recentSize = 3

// AccountPanel returns the latest orders, for the account's page.
func AccountPanel(orders *order.Service) web.Panel {
	return web.Panel{Slot: "account", Render: func(ctx context.Context) (templ.Component, error) {
		page, err := orders.Mine(ctx, 1, recentSize)
		if err != nil {
			return nil, err
		}
		return views.RecentPanel(views.Recent{Orders: rowsOf(page.Orders)}), nil
	}}
}

// CustomerPanel returns a customer's latest orders, for staff.
func CustomerPanel(orders *order.Service) web.Panel {
	return web.Panel{Slot: "customer", Render: func(ctx context.Context) (templ.Component, error) {
		page, err := orders.All(ctx, order.Filter{Account: string(auth.CustomerFrom(ctx)), Limit: 10})
		if err != nil {
			return nil, err
		}
		return views.AdminCustomerOrders(adminRows(page.Orders)), nil
	}}
}
