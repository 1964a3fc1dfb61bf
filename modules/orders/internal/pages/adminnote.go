package pages

import (
	"github.com/labstack/echo/v4"

	views "shop/views/orders"
)

// note adds a note to the order's history.
func (p *Admin) note(c echo.Context) error {
	typed := views.AdminNoteForm{Text: c.FormValue("text"), Public: c.FormValue("public") == "true"}
	_, err := p.desk.Note(c.Request().Context(), c.Param("number"), typed.Text, typed.Public)
	return p.after(c, err, "the note is added", func(view *views.AdminOrderView) { view.Note = typed })
}
