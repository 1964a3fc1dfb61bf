package promotion

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"shop/modules/catalog"
	"shop/modules/orders/internal/coupon"
	"shop/platform/fault"
	"shop/platform/money"
)

// The bounds of what staff enter; lengths are in characters.
const (
	maxName     = 80
	maxGroup    = 40
	maxAmount   = 1_000_000_000_00
	maxUnits    = 99
	maxList     = 500
	maxPriority = 1000
	maxUses     = 1_000_000_000
)

// normalise returns the promotion trimmed, without what its kind has no use
// for.
func (p Promotion) normalise() Promotion {
	p.Name, p.Group, p.Code = oneLine(p.Name), oneLine(p.Group), coupon.Normalise(p.Code)
	p.From, p.Until = p.From.UTC().Truncate(time.Second), p.Until.UTC().Truncate(time.Second)
	if p.Kind != Percentage {
		p.Percent = 0
	}
	if p.Kind != Amount {
		p.Amount = money.Money{}
	}
	if p.Kind != BuyXGetY {
		p.Buy, p.Get = 0, 0
	}
	var skus []catalog.SKU
	for _, sku := range p.SKUs {
		if sku = catalog.SKU(strings.TrimSpace(string(sku))); sku != "" && !slices.Contains(skus, sku) {
			skus = append(skus, sku)
		}
	}
	p.SKUs = skus
	p.CategoryIDs = slices.Compact(slices.Sorted(slices.Values(p.CategoryIDs)))
	return p
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (s *Service) validate(ctx context.Context, p Promotion) error {
	var wrong fault.Fields
	if n := utf8.RuneCountInString(p.Name); n == 0 || n > maxName {
		wrong.Add("name", fmt.Sprintf("Please use 1 to %d characters.", maxName))
	}
	if utf8.RuneCountInString(p.Group) > maxGroup {
		wrong.Add("group", fmt.Sprintf("Please use at most %d characters.", maxGroup))
	}
	if !p.Until.IsZero() && !p.Until.After(p.From) {
		wrong.Add("until", "Please let it end after it begins.")
	}
	if p.Priority < -maxPriority || p.Priority > maxPriority {
		wrong.Add("priority", fmt.Sprintf("Please use a number from -%d to %d.", maxPriority, maxPriority))
	}
	s.validateEffect(&wrong, p)
	p.validateCode(&wrong)
	if p.MinSubtotal != nil && !s.isAmount(*p.MinSubtotal) {
		wrong.Add("minSubtotal", "Please use an amount in "+s.currency+" above 0.")
	}
	if !slices.Contains([]Customers{Everybody, SignedIn, FirstOrder}, p.Customers) {
		wrong.Add("customers", "A promotion is for everybody, for who is signed in, or for the first order.")
	}
	if len(p.SKUs) > maxList {
		wrong.Add("skus", fmt.Sprintf("Please name at most %d items.", maxList))
	}
	if err := s.validateCategories(ctx, &wrong, p.CategoryIDs); err != nil {
		return err
	}
	return wrong.Err()
}

func (s *Service) validateEffect(wrong *fault.Fields, p Promotion) {
	switch p.Kind {
	case Percentage:
		if p.Percent < 1 || p.Percent > all {
			wrong.Add("percent", "Please use a percentage above 0, up to 100.")
		}
	case Amount:
		if !s.isAmount(p.Amount) {
			wrong.Add("amount", "Please use an amount in "+s.currency+" above 0.")
		}
	case BuyXGetY:
		if p.Buy < 1 || p.Buy > maxUnits {
			wrong.Add("buy", fmt.Sprintf("Please use a number from 1 to %d.", maxUnits))
		}
		if p.Get < 1 || p.Get > maxUnits {
			wrong.Add("get", fmt.Sprintf("Please use a number from 1 to %d.", maxUnits))
		}
	case FreeShipping:
	default:
		wrong.Add("kind", "A promotion is a percentage, an amount, free-shipping or buy-x-get-y.")
	}
}

func (p Promotion) validateCode(wrong *fault.Fields) {
	if p.Code != "" && !coupon.Valid(p.Code) {
		wrong.Add("code", fmt.Sprintf("Please use %d to %d letters from A to Z, digits, hyphens and underscores.", coupon.MinLength, coupon.MaxLength))
	}
	for field, limit := range map[string]int{"usageLimit": p.UsageLimit, "usageLimitPerCustomer": p.UsageLimitPerCustomer} {
		switch {
		case limit < 0 || limit > maxUses:
			wrong.Add(field, fmt.Sprintf("Please use a number from 1 to %d, or none for no limit.", maxUses))
		case limit > 0 && p.Code == "":
			wrong.Add(field, "Only uses of a code are counted. Please give it one, or no limit.")
		}
	}
}

func (s *Service) validateCategories(ctx context.Context, wrong *fault.Fields, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	categories, err := s.categories.All(ctx)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if !slices.ContainsFunc(categories, func(c catalog.Category) bool { return c.ID == id }) {
			wrong.Add(fmt.Sprintf("categoryIds[%d]", i), "There is no such category.")
		}
	}
	return nil
}

func (s *Service) isAmount(m money.Money) bool {
	return m.Currency == s.currency && m.Amount > 0 && m.Amount <= maxAmount
}
