package pages

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/catalog/internal/stock"
	"shop/platform/fault"
	"shop/platform/web"
	views "shop/views/catalog"
	"shop/views/href"
)

// Stock serves staff the stock of each SKU with its ledger. It implements
// [web.Routes].
type Stock struct {
	counted   *stock.Service
	movements *stock.Movements
}

// NewStock returns the pages over the services.
func NewStock(counted *stock.Service, movements *stock.Movements) *Stock {
	return &Stock{counted: counted, movements: movements}
}

// Routes implements [web.Routes].
func (p *Stock) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/admin/stock/:sku", web.StaffOnly, p.show)
	r.Page(http.MethodPost, "/admin/stock/:sku/threshold", web.StaffOnly, p.setThreshold)
}

func (p *Stock) show(c echo.Context) error {
	account, err := p.counted.Report(c.Request().Context(), catalog.SKU(c.Param("sku")))
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, account, views.AdminLedgerView{Threshold: strconv.Itoa(account.Threshold)})
}

// render shows the account with a page of its ledger.
func (p *Stock) render(c echo.Context, status int, account stock.Account, v views.AdminLedgerView) error {
	number, _ := strconv.Atoi(c.QueryParam("page")) // rubbish is the first page
	page, err := p.movements.List(c.Request().Context(), account.SKU, number, 0)
	if err != nil {
		return err
	}
	v.Stock = stockView(account)
	v.Total, v.Page, v.Pages = page.Total, page.Page, page.Pages
	for _, e := range page.Items {
		v.Movements = append(v.Movements, views.AdminMovement{
			At: e.At, Kind: kindWords(e.Kind), Reason: e.Reason, By: e.By, Order: e.Order, Delta: fmt.Sprintf("%+d", e.Delta()),
		})
	}
	return web.Page(c, status, head("Stock of "+account.ProductName, "products"), views.AdminLedger(v))
}

func kindWords(k stock.Kind) string {
	switch k {
	case stock.WrittenOff:
		return "written off"
	case stock.Restocked:
		return "came back"
	default:
		return string(k)
	}
}

func (p *Stock) setThreshold(c echo.Context) error {
	ctx := c.Request().Context()
	sku, typed := catalog.SKU(c.Param("sku")), strings.TrimSpace(c.FormValue("threshold"))
	units, err := strconv.Atoi(typed)
	if err != nil {
		units = -1 // is refused in words, by the service
	}
	account, err := p.counted.SetThreshold(ctx, sku, units)
	switch {
	case err == nil:
		web.SetFlash(c, fmt.Sprintf("Its stock is low at %d units.", account.Threshold))
		return web.SeeOther(c, href.AdminStock(string(sku)))
	case fault.KindOf(err) != fault.Invalid:
		return err
	}
	if account, reportErr := p.counted.Report(ctx, sku); reportErr == nil {
		return p.render(c, http.StatusUnprocessableEntity, account, views.AdminLedgerView{Threshold: typed, Errors: web.FieldErrors(err)})
	}
	return err
}
