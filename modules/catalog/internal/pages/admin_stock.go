package pages

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/fault"
	"shop/platform/web"
	views "shop/views/catalog"
)

// adjust corrects the stock of a SKU.
func (a *Admin) adjust(c echo.Context) error {
	ctx := c.Request().Context()
	account, err := a.stock.Report(ctx, catalog.SKU(c.Param("sku")))
	if err != nil {
		return err
	}
	typed, reason := strings.TrimSpace(c.FormValue("delta")), c.FormValue("reason")
	// What is no number is no change, which the service refuses in words.
	delta, _ := strconv.Atoi(typed)
	adjusted, err := a.stock.Adjust(ctx, stock.Adjustment{SKU: account.SKU, Delta: delta, Reason: reason})
	switch {
	case err == nil:
		web.SetFlash(c, adjusted.ProductName+": "+strconv.Itoa(adjusted.Available)+" units now.")
		return web.SeeOther(c, adminProduct(adjusted.ProductID))
	case fault.KindOf(err) != fault.Invalid:
		return err
	}
	view := stockView(account)
	view.Delta, view.Reason, view.Errors, view.Message = typed, reason, web.FieldErrors(err), message(err)
	return web.Page(c, http.StatusUnprocessableEntity, head("Stock of "+account.ProductName, "products"), views.AdminStock(view))
}

func stockView(account stock.Account) views.AdminStockView {
	return views.AdminStockView{
		ProductID: string(account.ProductID), Name: account.ProductName, SKU: string(account.SKU), Options: valuesOf(account.Options),
		Available: account.Available, Held: account.Held(), Sold: account.Sold, Tracked: account.Tracked,
	}
}
