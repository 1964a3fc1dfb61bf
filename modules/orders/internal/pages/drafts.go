package pages

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shop/modules/catalog"
	"shop/modules/orders/internal/cart"
	"shop/modules/orders/internal/draft"
	"shop/modules/orders/internal/letters"
	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	views "shop/views/orders"
	"shop/views/ui"
)

// Drafts serves staff the orders that they put together for others. It
// implements [web.Routes].
type Drafts struct {
	service *draft.Service
	offers  *letters.Offers
	// currency is the one prices are in.
	currency string
	link     func(token string) string
}

// NewDrafts returns the pages of drafts, whose payment links link makes.
func NewDrafts(service *draft.Service, offers *letters.Offers, currency string, link func(token string) string) *Drafts {
	return &Drafts{service: service, offers: offers, currency: currency, link: link}
}

// DraftAt returns where the draft of a token is paid, at the shop of the address.
func DraftAt(baseURL string) func(token string) string {
	return func(token string) string { return baseURL + href.Draft(token) }
}

// Routes implements [web.Routes].
func (p *Drafts) Routes(r *web.Router) {
	r.Page(http.MethodGet, "/admin/drafts", web.StaffOnly, p.list)
	r.Page(http.MethodGet, "/admin/drafts/new", web.StaffOnly, p.blank)
	r.Page(http.MethodPost, "/admin/drafts/new", web.StaffOnly, p.create)
	r.Page(http.MethodGet, "/admin/drafts/:token", web.StaffOnly, p.show)
	r.Page(http.MethodPost, "/admin/drafts/:token/mail", web.StaffOnly, p.mail)
	r.Page(http.MethodPost, "/admin/drafts/:token/discard", web.StaffOnly, p.discard)
}

// The lines that a new form has, and those that are added at once.
const (
	draftLines     = 4
	moreDraftLines = 4
)

func (p *Drafts) list(c echo.Context) error {
	page, err := p.service.List(c.Request().Context(), pageNumber(c.QueryParams()), adminSize)
	if err != nil {
		return err
	}
	v := views.AdminDraftsView{Page: page.Page, Pages: page.Pages}
	for _, d := range page.Items {
		v.Rows = append(v.Rows, views.AdminDraftRow{
			Href: href.AdminDraft(d.Token()), Customer: customerOf(d), Items: ui.Count(d.Count(), "item", "items"), Total: d.Goods(p.currency).String(),
			State: stateOf(d.DraftState(time.Now())), At: d.Draft.CreatedAt,
		})
	}
	return web.Page(c, http.StatusOK, adminHead("Drafts", "orders"), views.AdminDrafts(v))
}

// customerOf says who a draft is for.
func customerOf(d cart.Cart) string {
	switch {
	case d.Draft.Name != "":
		return d.Draft.Name
	case d.Draft.Email != "":
		return d.Draft.Email
	default:
		return "whoever has the link"
	}
}

func (p *Drafts) show(c echo.Context) error {
	d, err := p.service.Get(c.Request().Context(), c.Param("token"))
	if err != nil {
		return err
	}
	state := d.DraftState(time.Now())
	v := views.AdminDraftView{
		Customer: customerOf(d), Email: d.Draft.Email, Note: d.Draft.Note, Link: p.link(d.Token()), State: stateOf(state),
		By: d.Draft.By, At: d.Draft.CreatedAt, Until: d.Draft.Until, MailedAt: d.Draft.MailedAt, Subtotal: d.Goods(p.currency).String(),
	}
	for _, l := range d.Lines {
		v.Lines = append(v.Lines, views.AdminOrderLine{
			Name: l.Name, SKU: string(l.SKU), Quantity: l.Quantity, UnitPrice: l.Price.String(), Total: l.Agreement().String(),
		})
	}
	if d.LastOrder != "" {
		v.OrderHref = href.AdminOrder(d.LastOrder)
	}
	if state == cart.DraftOpen && d.Draft.Email != "" {
		v.MailHref = href.AdminDraftMail(d.Token())
	}
	if state == cart.DraftOpen || state == cart.DraftOver {
		v.DiscardHref = href.AdminDraftDiscard(d.Token())
	}
	return web.Page(c, http.StatusOK, adminHead("Draft", "orders"), views.AdminDraft(v))
}

func (p *Drafts) blank(c echo.Context) error {
	return p.form(c, http.StatusOK, views.AdminNewDraftView{Lines: make([]views.AdminDraftLine, draftLines), Days: strconv.Itoa(draft.DefaultDays)})
}

func (p *Drafts) form(c echo.Context, status int, v views.AdminNewDraftView) error {
	v.Currency = p.currency
	return web.Page(c, status, adminHead("New draft", "orders"), views.AdminNewDraft(v))
}

func (p *Drafts) create(c echo.Context) error {
	posted, err := c.FormParams()
	if err != nil {
		return fault.New(fault.Invalid, "no-form", "The form could not be read.").Because(err)
	}
	v := typedDraft(posted)
	if posted.Get("action") == "more" {
		v.Lines = append(v.Lines, make([]views.AdminDraftLine, moreDraftLines)...)
		return p.form(c, http.StatusOK, v)
	}
	r, rows, err := p.read(v)
	if err == nil {
		var made cart.Cart
		if made, err = p.service.Create(c.Request().Context(), r); err == nil {
			web.SetFlash(c, "The draft is made. Give its link to the customer.")
			return web.SeeOther(c, href.AdminDraft(made.Token()))
		}
	}
	if fault.KindOf(err) != fault.Invalid {
		return err
	}
	v.Errors = map[string]string{}
	for path, message := range web.FieldErrors(err) {
		v.Errors[inRow(path, rows)] = message
	}
	return p.form(c, web.StatusOf(err), v)
}

// typedDraft is the form as it was filled.
func typedDraft(posted url.Values) views.AdminNewDraftView {
	v := views.AdminNewDraftView{Name: posted.Get("name"), Email: posted.Get("email"), Note: posted.Get("note"), Days: posted.Get("days")}
	at := func(name string, i int) string {
		if i < len(posted[name]) {
			return strings.TrimSpace(posted[name][i])
		}
		return ""
	}
	for i := range posted["sku"] {
		v.Lines = append(v.Lines, views.AdminDraftLine{SKU: at("sku", i), Quantity: at("quantity", i), Price: at("price", i)})
	}
	return v
}

// read returns what the form asks for, without the rows that are empty, and
// which row each of its lines is in. Errors: fault.Invalid by the places in the
// request.
func (p *Drafts) read(v views.AdminNewDraftView) (draft.Request, []int, error) {
	r := draft.Request{Name: v.Name, Email: v.Email, Note: v.Note}
	var wrong fault.Fields
	var err error
	if r.Days, err = strconv.Atoi(strings.TrimSpace(v.Days)); err != nil || r.Days == 0 {
		wrong.Add("days", "Please enter a number of days.")
	}
	var rows []int
	for i, typed := range v.Lines {
		if typed == (views.AdminDraftLine{}) {
			continue
		}
		at := "lines[" + strconv.Itoa(len(rows)) + "]."
		line := draft.Line{SKU: catalog.SKU(typed.SKU), Quantity: 1}
		if typed.Quantity != "" {
			if line.Quantity, err = strconv.Atoi(typed.Quantity); err != nil {
				wrong.Add(at+"quantity", "Please enter a whole number.")
			}
		}
		if typed.Price != "" {
			price, err := typedAmount(typed.Price, p.currency)
			if err != nil {
				wrong.Add(at+"price", "Please enter an amount such as 12.50.")
			}
			line.Price = &price
		}
		rows = append(rows, i)
		r.Lines = append(r.Lines, line)
	}
	return r, rows, wrong.Err()
}

// inRow turns the place of a line in the request into that of its row.
func inRow(path string, rows []int) string {
	inner, is := strings.CutPrefix(path, "lines[")
	number, part, cut := strings.Cut(inner, "].")
	n, err := strconv.Atoi(number)
	if !is || !cut || err != nil || n >= len(rows) {
		return path
	}
	return "lines[" + strconv.Itoa(rows[n]) + "]." + part
}

func (p *Drafts) mail(c echo.Context) error {
	to, err := p.offers.Send(c.Request().Context(), c.Param("token"))
	if err != nil {
		return p.refused(c, err)
	}
	web.SetFlash(c, "The link is on its way to "+to+".")
	return web.SeeOther(c, href.AdminDraft(c.Param("token")))
}

func (p *Drafts) discard(c echo.Context) error {
	if err := p.service.Discard(c.Request().Context(), c.Param("token")); err != nil {
		return p.refused(c, err)
	}
	web.SetFlash(c, "The draft is discarded.")
	return web.SeeOther(c, href.AdminDrafts())
}

// refused says on the draft's page why something can't be done with it.
func (p *Drafts) refused(c echo.Context, err error) error {
	message, told := sentence(err)
	if !told || fault.KindOf(err) == fault.NotFound {
		return err
	}
	web.SetFlash(c, message)
	return web.SeeOther(c, href.AdminDraft(c.Param("token")))
}
