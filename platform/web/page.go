package web

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"shop/platform/identity"
)

// Page renders content within the shop's frame. All of it is rendered before
// the status is written, so a failing template becomes an error page.
func Page(c echo.Context, status int, h Head, content templ.Component) error {
	return PageIn(c, status, h, func(Frame) templ.Component { return content })
}

// PageIn is [Page] for content that depends on its frame.
func PageIn(c echo.Context, status int, h Head, content func(Frame) templ.Component) error {
	s := exchangeOf(c).server
	if strings.HasPrefix(h.Canonical, "/") {
		h.Canonical = s.options.BaseURL + h.Canonical
	}
	c.Response().Header().Add(echo.HeaderVary, "HX-Request")
	f := s.frame(c, h)
	if f.Area == Storefront {
		c.Response().Header()["Speculation-Rules"] = speculationRules
	}
	return write(c, status, s.shell(f, h, content(f)))
}

// Fragment renders a part of a page, for htmx.
func Fragment(c echo.Context, status int, content templ.Component) error {
	c.Response().Header().Add(echo.HeaderVary, "HX-Request")
	return write(c, status, content)
}

// IsFragment reports whether htmx asks for a part of a page rather than for
// the whole page, of which it takes a part itself.
func IsFragment(c echo.Context) bool {
	return fragment(c.Request().Header)
}

// fragment reads the headers by the names net/http gives them, which spares
// each request their spelling.
func fragment(h http.Header) bool {
	return first(h["Hx-Request"]) == "true" && first(h["Hx-Request-Type"]) == "partial"
}

// SeeOther sends the browser to another address after a form, as a redirect
// or, for a fragment, as htmx's order to leave the page.
func SeeOther(c echo.Context, to string) error {
	if IsFragment(c) {
		c.Response().Header().Set("HX-Redirect", to)
		return c.NoContent(http.StatusOK)
	}
	return c.Redirect(http.StatusSeeOther, to)
}

// LocalPath returns next where it is a path of this shop, such as a form may
// name to go on to, and fallback where it could lead elsewhere.
func LocalPath(next, fallback string) string {
	if local(next) == nil {
		return fallback
	}
	return next
}

// LocalURL is [LocalPath] in its parts.
func LocalURL(next, fallback string) *url.URL {
	if u := local(next); u != nil {
		return u
	}
	return &url.URL{Path: fallback}
}

// local returns nil for what could lead elsewhere.
func local(next string) *url.URL {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return nil
	}
	if !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\t\r\n") {
		return nil
	}
	return u
}

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxPooled keeps one huge page from holding memory for ever.
const maxPooled = 256 << 10

func write(c echo.Context, status int, content templ.Component) error {
	buf := buffers.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= maxPooled {
			buf.Reset()
			buffers.Put(buf)
		}
	}()
	if err := content.Render(c.Request().Context(), buf); err != nil {
		return fmt.Errorf("render %s: %w", c.Path(), err)
	}
	h := c.Response().Header()
	h.Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
	if h.Get(echo.HeaderCacheControl) == "" {
		h.Set(echo.HeaderCacheControl, "private, no-cache")
	}
	h.Set(echo.HeaderContentLength, strconv.Itoa(buf.Len()))
	c.Response().WriteHeader(status)
	_, err := c.Response().Write(buf.Bytes())
	return err
}

// frame gathers what surrounds the page. What a module can't say at the moment
// is missing from it, and the log says why.
func (s *Server) frame(c echo.Context, h Head) Frame {
	ctx := c.Request().Context()
	x := exchangeOf(c)
	f := Frame{
		Area:    h.Area,
		Path:    c.Request().URL.Path,
		Section: h.Section,
		Flash:   takeFlash(c),
	}
	if f.Area == "" {
		f.Area = Storefront
	}
	if caller := identity.From(ctx); caller.SignedIn() {
		f.Account = &FrameAccount{Name: caller.Name, Staff: caller.IsStaff()}
	}
	for _, filler := range s.fillers {
		if err := filler.FillFrame(ctx, &f); err != nil {
			x.incomplete = true
			s.log.WarnContext(ctx, "a part of the page's frame is missing", "error", err)
		}
	}
	return f
}
