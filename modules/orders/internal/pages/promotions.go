package pages

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/orders/internal/promotion"
	"shop/platform/money"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
	"shop/views/ui"
)

// Promotions serves staff the promotions. It implements [web.Routes].
type Promotions struct {
	service    *promotion.Service
	categories catalog.Categories
	currency   string
}

// NewPromotions returns the pages of promotions, whose amounts are in the
// currency.
func NewPromotions(service *promotion.Service, categories catalog.Categories, currency string) *Promotions {
	return &Promotions{service: service, categories: categories, currency: currency}
}

// Routes implements [web.Routes].
func (p *Promotions) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/admin/promotions", web.StaffOnly, p.list)
	r.Page(http.MethodGet, "/admin/promotions/new", web.StaffOnly, p.blank)
	r.Page(http.MethodPost, "/admin/promotions/new", web.StaffOnly, p.save)
	r.Page(http.MethodGet, "/admin/promotions/:id", web.StaffOnly, p.show)
	r.Page(http.MethodPost, "/admin/promotions/:id", web.StaffOnly, p.save)
	r.Page(http.MethodPost, "/admin/promotions/:id/delete", web.StaffOnly, p.delete)
}

func (p *Promotions) list(c echo.Context) error {
	all, err := p.service.All(c.Request().Context())
	if err != nil {
		return err
	}
	var v views.AdminPromotionsView
	now := time.Now()
	for _, x := range all {
		v.Rows = append(v.Rows, views.AdminPromotionRow{
			Href: href.AdminPromotion(x.ID), Name: x.Name, Effect: effect(x), State: stateAt(x, now), From: x.From, Until: x.Until,
			Priority: x.Priority, Code: x.Code, Uses: usesOf(x),
		})
	}
	return web.Page(c, http.StatusOK, adminHead("Promotions", "promotions"), views.AdminPromotions(v))
}

// effect says in words what a promotion does.
func effect(p promotion.Promotion) string {
	switch p.Kind {
	case promotion.Percentage:
		return percent(p.Percent) + " % off"
	case promotion.Amount:
		return p.Amount.String() + " off"
	case promotion.BuyXGetY:
		return "Buy " + strconv.Itoa(p.Buy) + ", get " + strconv.Itoa(p.Get)
	default:
		return "Free delivery"
	}
}

// stateAt says whether a promotion runs at the time.
func stateAt(p promotion.Promotion, now time.Time) string {
	switch {
	case !p.Active:
		return "Off"
	case now.Before(p.From):
		return "Planned"
	case !p.RunsAt(now):
		return "Over"
	default:
		return "Running"
	}
}

func (p *Promotions) blank(c echo.Context) error {
	return p.render(c, http.StatusOK, views.AdminPromotionView{Kind: string(promotion.Percentage), Active: true, Priority: "0"})
}

func (p *Promotions) show(c echo.Context) error {
	stored, err := p.service.Get(c.Request().Context(), c.Param("id"))
	if err != nil {
		return err
	}
	return p.render(c, http.StatusOK, storedPromotion(stored))
}

func (p *Promotions) render(c echo.Context, status int, v views.AdminPromotionView) error {
	categories, err := p.categories.All(c.Request().Context())
	if err != nil {
		return err
	}
	v.Currency = p.currency
	for _, x := range categories {
		v.CategoryChoices = append(v.CategoryChoices, ui.Choice{Value: x.ID, Label: x.Name, Selected: slices.Contains(v.Categories, x.ID)})
	}
	return web.Page(c, status, adminHead(v.Title(), "promotions"), views.AdminPromotion(v))
}

// save stores the form, or shows it again and says why not.
func (p *Promotions) save(c echo.Context) error {
	ctx := c.Request().Context()
	v, err := typedPromotion(c)
	if err != nil {
		return err
	}
	stored, err := p.store(ctx, v)
	if err == nil {
		web.SetFlash(c, "The promotion is saved.")
		return web.SeeOther(c, href.AdminPromotion(stored.ID))
	}
	if err := refuse(&v.Form, err, promotion.ErrConflict, func() (int64, error) {
		latest, err := p.service.Get(ctx, v.ID)
		return latest.Version, err
	}); err != nil {
		return err
	}
	v.Errors = renamed(v.Errors, func(path string) string {
		field, _, _ := strings.Cut(path, "[")
		return field
	})
	return p.render(c, web.StatusOf(err), v)
}

func (p *Promotions) store(ctx context.Context, v views.AdminPromotionView) (promotion.Promotion, error) {
	entered, err := p.read(v)
	if err != nil {
		return promotion.Promotion{}, err
	}
	if v.ID == "" {
		return p.service.Create(ctx, entered)
	}
	return p.service.Update(ctx, entered)
}

func (p *Promotions) delete(c echo.Context) error {
	if err := p.service.Delete(c.Request().Context(), c.Param("id")); err != nil {
		return err
	}
	web.SetFlash(c, "The promotion is deleted.")
	return web.SeeOther(c, href.AdminPromotions())
}

// percent writes a share in percent, as the form has it: "12.5".
func percent(p promotion.Percent) string {
	text := strconv.Itoa(int(p/100)) + "." + strconv.Itoa(int(p%100)/10) + strconv.Itoa(int(p%10))
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}

// shownAmount is an amount as the form has it, empty for none.
func shownAmount(m *money.Money) string {
	if m == nil || m.IsZero() {
		return ""
	}
	return m.Decimal()
}
