package pages

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/orders/internal/lifecycle"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	"shop/views/ui"
)

// maxBulk is how many orders are moved at once: two pages of the list.
const maxBulk = 2 * adminSize

// bulk moves the picked orders on, each on its own, and tells which ones stayed
// where they were. Cancelling is not for many at once.
func (p *Admin) bulk(c echo.Context) error {
	posted, err := c.FormParams()
	if err != nil {
		return fault.New(fault.Invalid, "no-form", "The form could not be read.").Because(err)
	}
	to, numbers := posted.Get("to"), posted["number"]
	if done[to] == "" || to == "cancelled" || len(numbers) > maxBulk {
		return fault.New(fault.Invalid, "no-such-action", "That can't be done with several orders.")
	}
	report, err := p.moveAll(c.Request().Context(), numbers, to)
	if err != nil {
		return err
	}
	back := web.LocalURL(posted.Get("back"), href.AdminOrders())
	if len(report.Left) > 0 {
		return p.showList(c, http.StatusConflict, back.Query(), report)
	}
	web.SetFlash(c, report.Done)
	return web.SeeOther(c, back.String())
}

func (p *Admin) moveAll(ctx context.Context, numbers []string, to string) (ui.Report, error) {
	var report ui.Report
	moved := 0
	for _, number := range numbers {
		if _, err := p.desk.Transition(ctx, number, lifecycle.Move{To: to}); err == nil {
			moved++
		} else if why, ok := sentence(err); ok {
			report.Left = append(report.Left, ui.Pair{Name: number, Value: why})
		} else {
			return report, err
		}
	}
	report.Done = ui.Count(moved, "order", "orders") + " " + done[to] + "."
	return report, nil
}
