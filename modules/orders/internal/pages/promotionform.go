package pages

import (
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/orders/internal/coupon"
	"shop/modules/orders/internal/promotion"
	"shop/platform/fault"
	"shop/platform/money"
	views "shop/views/orders"
	"shop/views/ui"
)

// formTime is how an input of type datetime-local writes a time; the form's are
// in UTC.
const formTime = "2006-01-02T15:04"

// storedPromotion shows a promotion as it is.
func storedPromotion(p promotion.Promotion) views.AdminPromotionView {
	v := views.AdminPromotionView{
		Form: storedForm(p.Version), ID: p.ID, Name: p.Name, Active: p.Active, Kind: string(p.Kind),
		Amount: shownAmount(&p.Amount), MinSubtotal: shownAmount(p.MinSubtotal), Categories: p.CategoryIDs,
		Code: p.Code, UsageLimit: limitText(p.UsageLimit), UsageLimitPerCustomer: limitText(p.UsageLimitPerCustomer), Uses: usesOf(p),
		Customers: string(p.Customers), Priority: strconv.Itoa(p.Priority), Exclusive: p.Exclusive, Group: p.Group,
	}
	if p.Percent > 0 {
		v.Percent = percent(p.Percent)
	}
	if p.Kind == promotion.BuyXGetY {
		v.Buy, v.Get = strconv.Itoa(p.Buy), strconv.Itoa(p.Get)
	}
	if !p.From.IsZero() {
		v.From = p.From.UTC().Format(formTime)
	}
	if !p.Until.IsZero() {
		v.Until = p.Until.UTC().Format(formTime)
	}
	skus := make([]string, len(p.SKUs))
	for i, sku := range p.SKUs {
		skus[i] = string(sku)
	}
	v.SKUs = strings.Join(skus, "\n")
	return v
}

// limitText is a limit as the form has it, empty for none.
func limitText(limit int) string {
	if limit == 0 {
		return ""
	}
	return strconv.Itoa(limit)
}

// usesOf says how often a promotion's code was used: "3 of 10, 1 under way".
func usesOf(p promotion.Promotion) string {
	if p.Code == "" {
		return ""
	}
	text := strconv.Itoa(p.Usage.Used)
	if p.UsageLimit > 0 {
		text += " of " + strconv.Itoa(p.UsageLimit)
	}
	if under := p.Usage.Taken - p.Usage.Used; under > 0 {
		text += ", " + strconv.Itoa(under) + " under way"
	}
	return text
}

// typedPromotion shows what was typed.
func typedPromotion(c echo.Context) (views.AdminPromotionView, error) {
	form, err := c.FormParams()
	if err != nil {
		return views.AdminPromotionView{}, fault.Wrap(err, fault.Malformed, "malformed", "The form can't be read.")
	}
	get := func(name string) string { return trimmed(form, name) }
	return views.AdminPromotionView{
		Form: ui.Form{Version: get("version")}, ID: c.Param("id"), Name: get("name"), Active: get("active") != "", From: get("from"), Until: get("until"),
		Kind: get("kind"), Percent: get("percent"), Amount: get("amount"), Buy: get("buy"), Get: get("get"),
		MinSubtotal: get("minSubtotal"), SKUs: get("skus"), Categories: form["categoryIds"], Customers: get("customers"),
		Code: get("code"), UsageLimit: get("usageLimit"), UsageLimitPerCustomer: get("usageLimitPerCustomer"),
		Priority: get("priority"), Exclusive: get("exclusive") != "", Group: get("group"),
	}, nil
}

// reading reads typed fields and collects what can't be read.
type reading struct {
	currency string
	wrong    fault.Fields
}

func (r *reading) amount(field, text string) *money.Money {
	if text == "" {
		return nil
	}
	m, err := money.Parse(strings.ReplaceAll(text, ",", "."), r.currency)
	if err != nil {
		r.wrong.Add(field, "Please give an amount such as 4.90.")
		return nil
	}
	return &m
}

func (r *reading) number(field, text string) int {
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		r.wrong.Add(field, "Please give a whole number.")
	}
	return n
}

func (r *reading) time(field, text string) time.Time {
	if text == "" {
		return time.Time{}
	}
	t, err := time.Parse(formTime, text)
	if err != nil {
		r.wrong.Add(field, "Please give a date and a time, such as 2026-11-27T00:00.")
	}
	return t
}

// percent reads a percentage with at most two decimals, which is written like
// an amount of a currency with two.
func (r *reading) percent(field, text string) promotion.Percent {
	if text == "" {
		return 0
	}
	m, err := money.Parse(strings.ReplaceAll(strings.TrimSuffix(text, "%"), ",", "."), "EUR")
	if err != nil {
		r.wrong.Add(field, "Please give a percentage such as 10 or 12.5.")
	}
	return promotion.Percent(m.Amount)
}

// read returns the promotion that the form says. Errors: fault.Invalid naming
// fields of the form.
func (p *Promotions) read(v views.AdminPromotionView) (promotion.Promotion, error) {
	r := reading{currency: p.currency}
	entered := promotion.Promotion{
		ID: v.ID, Name: v.Name, Active: v.Active, From: r.time("from", v.From), Until: r.time("until", v.Until),
		Kind: promotion.Kind(v.Kind), Percent: r.percent("percent", v.Percent), Buy: r.number("buy", v.Buy), Get: r.number("get", v.Get),
		Conditions: promotion.Conditions{
			MinSubtotal: r.amount("minSubtotal", v.MinSubtotal), CategoryIDs: v.Categories, Customers: promotion.Customers(v.Customers),
		},
		Code: v.Code, Limits: coupon.Limits{
			UsageLimit: r.number("usageLimit", v.UsageLimit), UsageLimitPerCustomer: r.number("usageLimitPerCustomer", v.UsageLimitPerCustomer),
		},
		Priority: r.number("priority", v.Priority), Exclusive: v.Exclusive, Group: v.Group, Version: *formVersion(v.Version),
	}
	if amount := r.amount("amount", v.Amount); amount != nil {
		entered.Amount = *amount
	}
	for sku := range strings.Lines(v.SKUs) {
		entered.SKUs = append(entered.SKUs, catalog.SKU(sku))
	}
	return entered, r.wrong.Err()
}
