package pages

import (
	"crypto/rand"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/views/href"
	views "shop/views/orders"
)

// refund gives back the amount that was typed.
func (p *Admin) refund(c echo.Context) error {
	typed := views.AdminRefundForm{Amount: c.FormValue("amount"), Reason: c.FormValue("reason"), Key: c.FormValue("key")}
	amount, err := typedAmount(typed.Amount, p.currency)
	if err == nil {
		_, err = p.desk.Refund(c.Request().Context(), c.Param("number"), lifecycle.Refund{Amount: amount, Reason: typed.Reason, Key: typed.Key})
	}
	return p.after(c, err, amount.String()+" goes back", func(view *views.AdminOrderView) {
		view.Refund.Open, view.Refund.Amount, view.Refund.Reason = true, typed.Amount, typed.Reason
	})
}

// confirmRefund notes that staff have given a refund back by hand.
func (p *Admin) confirmRefund(c echo.Context) error {
	_, err := p.desk.ConfirmRefund(c.Request().Context(), c.Param("number"), c.Param("refund"))
	return p.after(c, err, "given back", func(*views.AdminOrderView) {})
}

func adminRefunds(o order.Order) []views.AdminRefund {
	list := make([]views.AdminRefund, len(o.Refunds))
	for i, r := range o.Refunds {
		list[i] = views.AdminRefund{Amount: r.Amount.String(), Reason: r.Reason, State: stateOf(r.State), Failure: r.Failure}
		if r.State == order.RefundDue {
			list[i].ConfirmHref = href.AdminOrderRefund(o.Number, r.Ordinal())
		}
	}
	return list
}

// adminRefundForm offers what is left of what was paid, where any of it may be
// given back now.
func adminRefundForm(o order.Order) views.AdminRefundForm {
	left := o.Refundable()
	if left.IsZero() || !o.Can(order.StartRefund) {
		return views.AdminRefundForm{}
	}
	return views.AdminRefundForm{Most: left.String(), Amount: left.Decimal(), Key: rand.Text()}
}
