package pages

import (
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/product"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	"shop/views/ui"
)

// maxBulk is how many products are changed at once: two pages of the list.
const maxBulk = 100

// became says what a status makes of products.
var became = map[product.Status]string{
	product.Active: "published", product.Draft: "set to draft", product.Archived: "archived",
}

// bulk changes the status of the picked products, each on its own, and tells
// which ones stayed as they were.
func (a *Admin) bulk(c echo.Context) error {
	posted, err := c.FormParams()
	if err != nil {
		return fault.New(fault.Invalid, "no-form", "The form could not be read.").Because(err)
	}
	status, ids := product.Status(posted.Get("status")), posted["id"]
	if became[status] == "" || len(ids) > maxBulk {
		return fault.New(fault.Invalid, "no-such-action", "That can't be done with products.")
	}
	report, err := a.setAll(c.Request().Context(), ids, status)
	if err != nil {
		return err
	}
	back := web.LocalURL(posted.Get("back"), href.AdminProducts())
	if len(report.Left) > 0 {
		return a.showList(c, http.StatusConflict, back.Query(), report)
	}
	web.SetFlash(c, report.Done)
	return web.SeeOther(c, back.String())
}

func (a *Admin) setAll(ctx context.Context, ids []string, status product.Status) (ui.Report, error) {
	var report ui.Report
	done := 0
	for _, id := range ids {
		p, err := a.products.SetStatus(ctx, catalog.ProductID(id), status)
		var refused *fault.Error
		switch {
		case err == nil:
			done++
		case errors.As(err, &refused) && refused.Kind != fault.Unavailable:
			name := p.Name
			if name == "" {
				name = id
			}
			report.Left = append(report.Left, ui.Pair{Name: name, Value: message(err)})
		default:
			return report, err
		}
	}
	report.Done = ui.Count(done, "product", "products") + " " + became[status] + "."
	return report, nil
}
