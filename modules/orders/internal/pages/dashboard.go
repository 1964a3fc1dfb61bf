package pages

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/order"
	"shop/platform/money"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

const (
	// chartDays is how many days the chart shows, today among them.
	chartDays = 14
	// recentOrders is how many orders the live feed shows.
	recentOrders = 10
	// stuckAfter is how long a payment or refund may be under way before a
	// person should look at it.
	stuckAfter = 2 * time.Minute
)

func (p *Admin) dashboard(c echo.Context) error {
	ctx, now := c.Request().Context(), time.Now().In(p.zone)
	days, err := p.sales(ctx, now)
	if err != nil {
		return err
	}
	view := days.view()
	if view.Carts, err = p.conversion(ctx, now); err != nil {
		return err
	}
	recent, err := p.orders.All(ctx, order.Filter{Limit: recentOrders})
	if err != nil {
		return err
	}
	view.Recent = adminRows(recent.Orders)
	if view.ToPack, err = p.waiting(ctx, order.Unfulfilled, order.PartlyShipped); err != nil {
		return err
	}
	if view.ToShip, err = p.waiting(ctx, order.Packed); err != nil {
		return err
	}
	if view.Failures, err = p.failures(ctx, now); err != nil {
		return err
	}
	panels := p.panels.Render(ctx, "dashboard")
	return web.Page(c, http.StatusOK, adminHead("Dashboard", "dashboard"), views.AdminDashboard(view, panels))
}

// conversionDays is how many days back the dashboard looks at carts: long
// enough for those that are ordered on another day.
const conversionDays = 7

func (p *Admin) conversion(ctx context.Context, now time.Time) (views.AdminConversion, error) {
	c, err := p.orders.Conversion(ctx, now.AddDate(0, 0, -conversionDays), now)
	return views.AdminConversion{
		Days: conversionDays, Percent: c.Percent(), Carts: c.Carts, Checkouts: c.Checkouts, Orders: c.Orders, Paid: c.Paid,
	}, err
}

// waiting counts the placed orders in a state of fulfilment.
func (p *Admin) waiting(ctx context.Context, states ...order.FulfilmentState) (int, error) {
	return p.orders.Count(ctx, order.Filter{
		Statuses: []order.Status{order.Paid, order.Confirmed}, Fulfilments: states,
	})
}

// failures lists the payments and refunds that hang.
func (p *Admin) failures(ctx context.Context, now time.Time) ([]views.AdminFailure, error) {
	var list []views.AdminFailure
	for _, hanging := range []struct {
		what   string
		filter order.Filter
	}{
		{"A payment has no answer yet", order.Filter{Statuses: []order.Status{order.Paying}}},
		{"A refund was refused, and the order is over", order.Filter{
			Statuses: []order.Status{order.Cancelled, order.Declined, order.Failed},
			Payments: []order.Payment{order.PaymentPaid, order.PaymentPartlyRefunded},
		}},
		{"A refund is not confirmed yet", order.Filter{Payments: []order.Payment{order.PaymentRefunding}}},
	} {
		hanging.filter.Sort, hanging.filter.Limit = order.OldestFirst, recentOrders
		page, err := p.orders.All(ctx, hanging.filter)
		if err != nil {
			return nil, err
		}
		for _, o := range page.Orders {
			if since := o.History[len(o.History)-1].At; now.Sub(since) > stuckAfter {
				list = append(list, views.AdminFailure{
					What: hanging.what, Detail: "Order " + o.Number + ", " + o.Totals.Total.String(), At: since, Href: href.AdminOrder(o.Number),
				})
			}
		}
	}
	return list, nil
}

// sales are those of the latest days, the last of which is today.
type sales struct {
	days [chartDays]day
	// untilNow are yesterday's up to this time of day.
	untilNow day
}

// day is what was sold on one.
type day struct {
	date    time.Time
	orders  int
	revenue money.Money
}

func (d *day) add(s order.Sales) error {
	if s.Orders == 0 {
		return nil
	}
	sum, err := d.revenue.Add(s.Revenue)
	d.orders, d.revenue = d.orders+s.Orders, sum
	return err
}

func (d day) average() money.Money {
	return order.Sales{Orders: d.orders, Revenue: d.revenue}.Average()
}

// sales adds up the hours of each day, as long as the days of the shop's time
// zone are.
func (p *Admin) sales(ctx context.Context, now time.Time) (sales, error) {
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, now.Location())
	from := today.AddDate(0, 0, 1-chartDays)
	hours, err := p.orders.SalesByHour(ctx, from, now)
	if err != nil {
		return sales{}, err
	}
	all := sales{untilNow: day{revenue: money.Zero(p.currency)}}
	for i := range all.days {
		all.days[i] = day{date: from.AddDate(0, 0, i), revenue: money.Zero(p.currency)}
	}
	at := 0
	for i, hour := range hours {
		start := from.Add(time.Duration(i) * time.Hour)
		for at < chartDays-1 && !start.Before(all.days[at+1].date) {
			at++
		}
		if err := all.days[at].add(hour); err != nil {
			return sales{}, err
		}
		if at == chartDays-2 && start.Before(now.AddDate(0, 0, -1)) {
			if err := all.untilNow.add(hour); err != nil {
				return sales{}, err
			}
		}
	}
	return all, nil
}

// The days that today is compared with, by their place in sales.days.
const (
	todayAt     = chartDays - 1
	yesterdayAt = todayAt - 1
	lastWeekAt  = todayAt - 7
)

func (s sales) view() views.AdminDashboardView {
	figure := func(of func(day) string, amount func(day) int64) views.AdminFigure {
		return views.AdminFigure{
			Today: of(s.days[todayAt]), Yesterday: of(s.days[yesterdayAt]), LastWeek: of(s.days[lastWeekAt]),
			Trend: trend(amount(s.days[todayAt]), amount(s.untilNow), s.untilNow.orders),
		}
	}
	view := views.AdminDashboardView{
		Revenue: figure(func(d day) string { return d.revenue.String() }, func(d day) int64 { return d.revenue.Amount }),
		Orders:  figure(func(d day) string { return strconv.Itoa(d.orders) }, func(d day) int64 { return int64(d.orders) }),
		Average: figure(func(d day) string { return d.average().String() }, func(d day) int64 { return d.average().Amount }),
	}
	for _, d := range s.days {
		view.Days = append(view.Days, views.AdminDay{
			Date: d.date, Amount: d.revenue.Amount, Revenue: d.revenue.String(), Orders: d.orders,
		})
	}
	return view
}

// trend compares with before, "" where nothing was sold then.
func trend(now, before int64, orders int) string {
	switch {
	case orders == 0:
		return ""
	case now > before:
		return "up"
	case now < before:
		return "down"
	default:
		return "same"
	}
}
