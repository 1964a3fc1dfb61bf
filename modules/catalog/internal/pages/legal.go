package pages

import (
	"errors"
	"io/fs"
	"net/http"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"shop/platform/fault"
	"shop/platform/web"
	"shop/views/href"
	"shop/views/legal"
)

// legal shows the merchant's own text. Without one a demo shows an example, a
// live shop says that there is none; search engines keep neither.
func (s *Storefront) legal(c echo.Context) error {
	page, ok := legal.Find(c.Param("page"))
	if !ok {
		return fault.New(fault.NotFound, "no-such-page", "There is no such page.")
	}
	text, err := fs.ReadFile(s.words, page.Name+".html")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	own := err == nil
	head := web.Head{Title: page.Title, Description: page.Description, Canonical: href.Legal(page.Name), NoIndex: !own}
	return web.PageIn(c, http.StatusOK, head, func(f web.Frame) templ.Component {
		switch {
		case own:
			return legal.Own(page, string(text))
		case f.Demo:
			return legal.Demo(page, f.Shop)
		default:
			return legal.Missing(page, f.Shop)
		}
	})
}
