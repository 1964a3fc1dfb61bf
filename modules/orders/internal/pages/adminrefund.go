package pages

import (
	"crypto/rand"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// refund gives back the amount that was typed, or what was paid for the units
// that were chosen.
func (p *Admin) refund(c echo.Context) error {
	posted, err := c.FormParams()
	if err != nil {
		return fault.New(fault.Invalid, "no-form", "The form could not be read.").Because(err)
	}
	r, err := p.readRefund(posted)
	var o order.Order
	if err == nil {
		o, err = p.desk.Refund(c.Request().Context(), c.Param("number"), r)
	}
	return p.after(c, err, amountRefunded(o, r.Key)+" goes back", func(view *views.AdminOrderView) {
		form := &view.Refund
		form.Open, form.Amount, form.Reason, form.Errors = true, posted.Get("amount"), posted.Get("reason"), web.FieldErrors(err)
		chosen := chosenSKUs(posted)
		for i, l := range form.Lines {
			form.Lines[i].Quantity = typedQuantity(posted, l.SKU)
			if n := slices.Index(chosen, l.SKU); n >= 0 {
				form.Lines[i].Error = form.Errors[quantityOf(n)]
			}
		}
	})
}

// confirmRefund notes that staff have given a refund back by hand.
func (p *Admin) confirmRefund(c echo.Context) error {
	_, err := p.desk.ConfirmRefund(c.Request().Context(), c.Param("number"), c.Param("refund"))
	return p.after(c, err, "given back", func(*views.AdminOrderView) {})
}

// readRefund reads the form. Errors: fault.Invalid naming what is wrong.
func (p *Admin) readRefund(posted url.Values) (lifecycle.Refund, error) {
	r := lifecycle.Refund{Reason: posted.Get("reason"), Key: posted.Get("key")}
	var wrong fault.Fields
	lines, err := typedUnits(posted)
	if err := wrong.Merge("", err); err != nil {
		return r, err
	}
	r.Lines = lines
	if typed := posted.Get("amount"); typed != "" || len(chosenSKUs(posted)) == 0 {
		if r.Amount, err = typedAmount(typed, p.currency); err != nil {
			wrong.Add("amount", "Please enter an amount such as 12.50.")
		}
	}
	return r, wrong.Err()
}

// amountRefunded returns the amount of the refund that was asked for with the key.
func amountRefunded(o order.Order, key string) string {
	for _, r := range o.Refunds {
		if r.Key == key {
			return r.Amount.String()
		}
	}
	return ""
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
	return views.AdminRefundForm{Most: left.String(), Lines: partLines(o, o.Unrefunded()), Key: rand.Text()}
}
