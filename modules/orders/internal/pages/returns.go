package pages

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/orders/internal/lifecycle"
	"shop/modules/orders/internal/order"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
)

// requestReturn asks to send back what was chosen.
func (p *Orders) requestReturn(c echo.Context) error {
	ctx, number := c.Request().Context(), c.Param("number")
	token := keyring(ctx).Token(number)
	posted, err := c.FormParams()
	if err != nil {
		return fault.New(fault.Invalid, "no-form", "The form could not be read.").Because(err)
	}
	lines, err := chosenUnits(posted)
	if err == nil {
		_, err = p.desk.RequestReturn(ctx, number, token, lifecycle.ReturnRequest{Lines: lines, Reason: posted.Get("reason"), Key: posted.Get("key")})
	}
	if err == nil {
		web.SetFlash(c, "We have your request, and write here what becomes of it.")
		return web.SeeOther(c, href.Order(order.CanonicalNumber(number)))
	}
	message, told := sentence(err)
	if !told {
		return err
	}
	o, ownErr := p.orders.Owned(ctx, number, token)
	if ownErr != nil {
		return ownErr
	}
	view, viewErr := p.view(ctx, o)
	if viewErr != nil {
		return viewErr
	}
	view.Return.Error, view.Return.Reason = message, posted.Get("reason")
	for i, l := range view.Return.Lines {
		view.Return.Lines[i].Quantity = typedQuantity(posted, l.SKU)
	}
	return web.Page(c, web.StatusOf(err), private("Order "+o.Number), views.OrderPage(view))
}

// returnStory tells a shopper what becomes of a return.
var returnStory = map[order.ReturnState]string{
	order.ReturnRequested: "Requested. We look at it and answer here.",
	order.ReturnApproved:  "Approved. Please send it to us.",
	order.ReturnReceived:  "It has come back to us.",
	order.ReturnDeclined:  "Declined.",
}

// showReturns adds what the shopper sends back, or may, to the order's page.
func showReturns(view *views.Order, o order.Order) {
	for _, r := range o.Returns {
		view.Returns = append(view.Returns, views.Return{Title: strings.Join(contents(o, r.Lines), ", "), State: returnStory[r.State]})
	}
	if o.Can(order.RequestReturn) {
		view.Return = views.ReturnForm{Lines: partLines(o, o.Returnable()), Key: rand.Text()}
	}
}

// moveReturn answers a return, or notes that it came.
func (p *Admin) moveReturn(c echo.Context) error {
	move := lifecycle.ReturnMove{To: c.FormValue("to"), Words: c.FormValue("words")}
	err := p.readReceived(c, &move)
	if err == nil {
		_, err = p.desk.MoveReturn(c.Request().Context(), c.Param("number"), c.Param("id"), move)
	}
	return p.after(c, err, "return "+c.Param("id")+" is "+move.To, func(view *views.AdminOrderView) {
		for i, r := range view.Returns {
			if r.ID != c.Param("id") {
				continue
			}
			view.Returns[i].Refund = c.FormValue("refund")
			for j, l := range r.Lines {
				view.Returns[i].Lines[j].Quantity = typedQuantity(c.Request().PostForm, l.SKU)
			}
		}
	})
}

// readReceived reads what of a return that came is to be sold again, and what
// goes back.
func (p *Admin) readReceived(c echo.Context, move *lifecycle.ReturnMove) error {
	if move.To != "received" {
		return nil
	}
	back, err := typedAmount(c.FormValue("refund"), p.currency)
	if err != nil {
		return err
	}
	move.Refund = &back
	move.Restock, err = typedUnits(c.Request().PostForm)
	return err
}

func adminReturns(o order.Order) []views.AdminReturn {
	var list []views.AdminReturn
	for _, r := range o.Returns {
		shown := views.AdminReturn{
			ID: r.ID, State: stateOf(r.State), Items: contents(o, r.Lines), Reason: r.Reason, At: r.At, Lines: partLines(o, r.Lines),
			Refund: o.WorthOf(r).Decimal(),
		}
		for _, to := range lifecycle.PossibleReturns(o, r) {
			switch to {
			case "received":
				shown.Receive = true
			case "approved":
				shown.Answers = append(shown.Answers, views.AdminStep{To: to, Label: "Approve"})
			case "declined":
				shown.Answers = append(shown.Answers, views.AdminStep{To: to, Label: "Decline"})
			}
		}
		list = append(list, shown)
	}
	return list
}

// partLines are the units as lines of a form, none of which is chosen yet.
func partLines(o order.Order, units []order.Units) []views.PartLine {
	names := map[catalog.SKU]string{}
	for _, l := range o.Lines {
		names[l.SKU] = l.Title()
	}
	var lines []views.PartLine
	for _, u := range units {
		lines = append(lines, views.PartLine{SKU: string(u.SKU), Name: names[u.SKU], Left: u.Quantity, Quantity: "0"})
	}
	return lines
}

// returnRoutes are the pages of returns for those who placed the order.
func (p *Orders) returnRoutes(r *web.Router) {
	r.Page(http.MethodPost, "/orders/:number/returns", web.Public, p.requestReturn)
}
