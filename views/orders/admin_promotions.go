package orders

import (
	"time"

	"shop/views/ui"
)

// AdminPromotionsView is GET /admin/promotions.
type AdminPromotionsView struct{ Rows []AdminPromotionRow }

// AdminPromotionRow is a promotion in the list.
type AdminPromotionRow struct {
	Href, Name string
	// Effect is what it does in words: "10 % off".
	Effect string
	// State is Running, Planned, Over or Off.
	State string
	// From and Until are zero where there is no limit.
	From, Until time.Time
	Priority    int
	// Code is what shoppers have to enter, and Uses how often they did: "3 of
	// 10". Both are empty for one that applies by itself.
	Code, Uses string
}

func (r AdminPromotionRow) tone() ui.Tone {
	switch r.State {
	case "Running":
		return ui.ToneGood
	case "Planned":
		return ui.ToneWait
	default:
		return ui.ToneQuiet
	}
}

// AdminPromotionView is the form of a promotion: GET and POST
// /admin/promotions/new and /admin/promotions/{id}.
//
// The form posts version (of the promotion as it was read), name, active (on),
// from and until (as datetime-local writes them, in UTC), kind (percentage,
// amount, free-shipping, buy-x-get-y), percent, amount, buy, get, minSubtotal,
// skus (one a line), categoryIds (one field each), customers (signed-in,
// first-order or empty), code, usageLimit, usageLimitPerCustomer, priority, exclusive (on) and group.
type AdminPromotionView struct {
	ui.Form
	// ID is empty for one that doesn't exist yet.
	ID                string
	Name              string
	Active            bool
	From, Until       string
	Kind              string
	Percent, Amount   string
	Buy, Get          string
	MinSubtotal, SKUs string
	Categories        []string
	CategoryChoices   []ui.Choice
	Customers         string
	// Uses is how often the code was used: "3 of 10". Empty for none.
	Code, Uses                        string
	UsageLimit, UsageLimitPerCustomer string
	Priority                          string
	Exclusive                         bool
	Group                             string
	// Currency is the shop's ISO 4217 code.
	Currency string
}

// Title heads the page.
func (v AdminPromotionView) Title() string {
	if v.ID == "" {
		return "New promotion"
	}
	return titled(v.Name, "Promotion")
}

// promotionFields is the order of the fields, for the summary of errors.
var promotionFields = []string{
	"name", "kind", "percent", "amount", "buy", "get", "from", "until", "minSubtotal", "skus", "categoryIds", "customers", "code", "usageLimit", "usageLimitPerCustomer", "priority", "group",
}

// field is a field of the form; one with a hint may stay empty.
func (v AdminPromotionView) field(name, label, value, hint string) ui.Field {
	return ui.Field{
		Name: name, Label: label, Value: value, Hint: hint, Optional: hint != "", Error: v.Errors[name], Autocomplete: "off",
	}
}

func (v AdminPromotionView) typed(name, label, value, hint, inputType, inputMode string) ui.Field {
	f := v.field(name, label, value, hint)
	f.Type, f.InputMode = inputType, inputMode
	return f
}

func (v AdminPromotionView) kinds() []ui.Choice {
	return ui.Choices(v.Kind, "percentage", "A percentage off", "amount", "An amount off", "free-shipping", "Free delivery", "buy-x-get-y", "Units for nothing")
}

func (v AdminPromotionView) customerChoices() []ui.Choice {
	return ui.Choices(v.Customers, "", "Everybody", "signed-in", "Who is signed in", "first-order", "The first order of an account")
}
