package pages

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shop/modules/auth/internal/account"
	"shop/platform/address"
	"shop/platform/web"
	views "shop/views/auth"
	"shop/views/href"
	"shop/views/ui"
)

func (p *Account) showAddresses(c echo.Context) error {
	mine, err := p.profiles.Mine(c.Request().Context())
	if err != nil {
		return err
	}
	form := views.AddressForm{Name: mine.Name}
	if edit := c.QueryParam("edit"); edit != "" {
		for _, kept := range mine.Addresses {
			if kept.ID == edit {
				form = formOf(kept)
			}
		}
	}
	return p.addresses(c, http.StatusOK, mine, form)
}

func (p *Account) addresses(c echo.Context, status int, mine account.Account, form views.AddressForm) error {
	view := views.Addresses{Form: form, Countries: countryChoices(form.Country)}
	for _, kept := range mine.Addresses {
		view.Addresses = append(view.Addresses, views.Address{
			ID: kept.ID, Lines: kept.Lines(), Default: kept.Default,
		})
	}
	return web.Page(c, status, private("Addresses"), views.AddressesPage(view))
}

func (p *Account) changeAddresses(c echo.Context) error {
	ctx := c.Request().Context()
	var err error
	switch id := c.FormValue("id"); c.FormValue("action") {
	case "save":
		_, err = p.profiles.PutAddress(ctx, typedAddress(c))
	case "remove":
		_, err = p.profiles.RemoveAddress(ctx, id)
	case "default":
		_, err = p.profiles.MakeDefault(ctx, id)
	default:
		return errAction
	}
	if r, ok := refused(err); ok {
		return p.refuseAddress(c, r)
	}
	if err != nil {
		return err
	}
	web.SetFlash(c, "Saved.")
	return web.SeeOther(c, href.AccountAddresses())
}

func (p *Account) refuseAddress(c echo.Context, r refusal) error {
	mine, err := p.profiles.Mine(c.Request().Context())
	if err != nil {
		return err
	}
	form := formOf(typedAddress(c))
	form.Errors, form.Message = r.fields, r.message
	return p.addresses(c, r.status, mine, form)
}

func typedAddress(c echo.Context) account.Address {
	return account.Address{ID: c.FormValue("id"), Address: address.Address{
		Name: c.FormValue("name"), Line1: c.FormValue("line1"), Line2: c.FormValue("line2"),
		City: c.FormValue("city"), PostalCode: c.FormValue("postalCode"), Region: c.FormValue("region"),
		Country: c.FormValue("country"),
	}}
}

func formOf(a account.Address) views.AddressForm {
	return views.AddressForm{
		ID: a.ID, Name: a.Name, Line1: a.Line1, Line2: a.Line2, City: a.City, PostalCode: a.PostalCode,
		Region: a.Region, Country: a.Country,
	}
}

func countryChoices(chosen string) []ui.Choice {
	choices := []ui.Choice{{Label: "Please choose", Selected: chosen == ""}}
	for _, country := range address.Countries() {
		choices = append(choices, ui.Choice{Value: country.Code, Label: country.Name, Selected: country.Code == chosen})
	}
	return choices
}
