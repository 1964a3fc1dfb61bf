package pages

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shop/modules/orders/internal/shipping"
	"shop/platform/fault"
	"shop/platform/money"
	views "shop/views/orders"
	"shop/views/ui"
)

// storedZones shows the zones as they are.
func storedZones(list shipping.List) views.AdminShippingView {
	v := views.AdminShippingView{Form: storedForm(list.Version)}
	for _, z := range list.Zones {
		zone := views.AdminShippingZone{Name: z.Name, Places: strings.Join(slices.Concat(z.Countries, z.Regions), ", ")}
		for _, m := range z.Methods {
			zone.Methods = append(zone.Methods, storedMethod(m))
		}
		v.Zones = append(v.Zones, zone)
	}
	return v
}

func storedMethod(m shipping.Method) views.AdminShippingMethod {
	row := views.AdminShippingMethod{ID: m.ID, Name: m.Name, Note: m.Note, Kind: string(m.Kind), Price: m.Price.Decimal()}
	if m.FreeFrom != nil {
		row.FreeFrom = m.FreeFrom.Decimal()
	}
	if m.MaxWeightGrams > 0 {
		row.MaxWeight = strconv.Itoa(m.MaxWeightGrams)
	}
	var tiers []string
	for _, t := range m.Tiers {
		from := strconv.FormatInt(t.From, 10)
		if m.Kind == shipping.ByTotal {
			from = money.New(t.From, t.Price.Currency).Decimal()
		}
		tiers = append(tiers, from+" "+t.Price.Decimal())
	}
	if row.Tiers = strings.Join(tiers, "\n"); row.Tiers != "" {
		row.Price = ""
	}
	return row
}

// typedZones shows what was typed.
func typedZones(form url.Values) views.AdminShippingView {
	v := views.AdminShippingView{Form: ui.Form{Version: form.Get("version")}}
	// One more than may be stored is refused in words, by the service.
	for i := range shipping.MaxZones + 1 {
		if _, ok := form[zoneCell(i, "name")]; !ok {
			break
		}
		zone := views.AdminShippingZone{Name: trimmed(form, zoneCell(i, "name")), Places: trimmed(form, zoneCell(i, "places"))}
		for j := range shipping.MaxMethods + 1 {
			if _, ok := form[methodCell(i, j, "name")]; !ok {
				break
			}
			zone.Methods = append(zone.Methods, typedMethod(form, i, j))
		}
		v.Zones = append(v.Zones, zone)
	}
	return v
}

func typedMethod(form url.Values, i, j int) views.AdminShippingMethod {
	get := func(name string) string { return trimmed(form, methodCell(i, j, name)) }
	return views.AdminShippingMethod{
		ID: get("id"), Name: get("name"), Note: get("note"), Kind: get("kind"), Price: get("price"),
		Tiers: get("tiers"), FreeFrom: get("freeFrom"), MaxWeight: get("maxWeight"),
	}
}

func trimmed(form url.Values, name string) string { return strings.TrimSpace(form.Get(name)) }

// zones returns the zones that the form says. Errors: fault.Invalid naming
// fields of the form.
func (p *Shipping) zones(v views.AdminShippingView) ([]shipping.Zone, error) {
	var wrong fault.Fields
	zones := make([]shipping.Zone, len(v.Zones))
	for i, typed := range v.Zones {
		zone := shipping.Zone{Name: typed.Name, Methods: []shipping.Method{}}
		for place := range strings.SplitSeq(typed.Places, ",") {
			switch place = strings.ToUpper(strings.TrimSpace(place)); {
			case place == "":
			case strings.Contains(place, "-"):
				zone.Regions = append(zone.Regions, place)
			default:
				zone.Countries = append(zone.Countries, place)
			}
		}
		for j, row := range typed.Methods {
			zone.Methods = append(zone.Methods, p.method(&wrong, row, func(name string) string { return methodCell(i, j, name) }))
		}
		zones[i] = zone
	}
	return zones, wrong.Err()
}

func (p *Shipping) method(wrong *fault.Fields, row views.AdminShippingMethod, cell func(string) string) shipping.Method {
	m := shipping.Method{ID: row.ID, Name: row.Name, Note: row.Note, Kind: shipping.Kind(row.Kind), Price: money.Zero(p.currency)}
	if m.Kind == shipping.ByWeight || m.Kind == shipping.ByTotal {
		m.Tiers = p.tiers(wrong, cell("tiers"), row.Tiers, m.Kind)
	} else {
		m.Price = p.amount(wrong, cell("price"), row.Price)
	}
	if row.FreeFrom != "" {
		free := p.amount(wrong, cell("freeFrom"), row.FreeFrom)
		m.FreeFrom = &free
	}
	if row.MaxWeight != "" {
		grams, err := strconv.Atoi(row.MaxWeight)
		if err != nil {
			wrong.Add(cell("maxWeight"), "Please give a weight in grams, such as 31500.")
		}
		m.MaxWeightGrams = grams
	}
	return m
}

// tiers reads one tier a line: from where on, and the price.
func (p *Shipping) tiers(wrong *fault.Fields, field, text string, kind shipping.Kind) []shipping.Tier {
	var tiers []shipping.Tier
	n := 0
	for line := range strings.Lines(text) {
		n++
		words := strings.Fields(strings.ReplaceAll(line, ",", "."))
		if len(words) == 0 {
			continue
		}
		tier, err := p.tier(words, kind)
		if err != nil {
			wrong.Add(field, fmt.Sprintf("Line %d: please give where the tier begins and its price, such as 0 4.90.", n))
			break
		}
		tiers = append(tiers, tier)
	}
	return tiers
}

func (p *Shipping) tier(words []string, kind shipping.Kind) (shipping.Tier, error) {
	if len(words) != 2 {
		return shipping.Tier{}, fmt.Errorf("pages: %d words for a tier", len(words))
	}
	price, err := money.Parse(words[1], p.currency)
	if err != nil {
		return shipping.Tier{}, fmt.Errorf("pages: price of a tier: %w", err)
	}
	if kind == shipping.ByTotal {
		from, err := money.Parse(words[0], p.currency)
		return shipping.Tier{From: from.Amount, Price: price}, err
	}
	from, err := strconv.ParseInt(words[0], 10, 64)
	return shipping.Tier{From: from, Price: price}, err
}

func (p *Shipping) amount(wrong *fault.Fields, field, text string) money.Money {
	m, err := money.Parse(strings.ReplaceAll(text, ",", "."), p.currency)
	if err != nil {
		wrong.Add(field, "Please give an amount such as 4.90.")
		return money.Zero(p.currency)
	}
	return m
}
