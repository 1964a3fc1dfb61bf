package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shop/platform/identity"
)

// fail answers a request that came to an error.
func (s *Server) fail(c echo.Context, err error) {
	x := exchangeOf(c)
	if errors.Is(err, errSignInFirst) {
		if err = SeeOther(c, signInPath(c)); err == nil {
			return
		}
	}
	p := x.problem(err)
	if c.Response().Committed {
		return
	}
	h := c.Response().Header()
	for _, stale := range []string{"Content-Length", "Cache-Control", "ETag", "Last-Modified"} {
		h.Del(stale)
	}
	h.Set("Cache-Control", "no-store")
	maps.Copy(h, p.headers)
	if x.wantsProblem(c) {
		err = writeProblem(c, p)
	} else {
		err = s.writeErrorPage(c, p)
	}
	if err != nil {
		x.err = errors.Join(x.err, err)
	}
}

// wantsProblem reports whether the caller is a program.
func (x *exchange) wantsProblem(c echo.Context) bool {
	return isAPI(c.Request().URL.Path) || (x.route != nil && x.route.kind != kindPage)
}

func writeProblem(c echo.Context, p *Problem) error {
	body, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(p.Status, problemType, body)
}

// errorPageTimeout is the time that the page telling of a failure gets.
const errorPageTimeout = 5 * time.Second

func (s *Server) writeErrorPage(c echo.Context, p *Problem) error {
	// The request's own time is over, and was perhaps what failed.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), errorPageTimeout)
	defer cancel()
	c.SetRequest(c.Request().WithContext(ctx))
	view := ErrorView{
		Status:     p.Status,
		Title:      p.Title,
		Message:    p.Detail,
		RequestID:  p.RequestID,
		RetryAfter: p.fault.RetryAfter,
	}
	head := Head{Title: p.Title, NoIndex: true}
	if strings.HasPrefix(c.Request().URL.Path, "/admin") && identity.From(c.Request().Context()).IsStaff() {
		head.Area = Admin
	}
	content := s.errorPage(view)
	var err error
	if IsFragment(c) {
		err = Fragment(c, p.Status, content)
	} else {
		err = Page(c, p.Status, head, content)
	}
	if err == nil || c.Response().Committed {
		return err
	}
	// Even the page that tells of the failure fails: say it bare.
	bare := fmt.Sprintf("<!doctype html><meta charset=utf-8><title>%[1]s</title><h1>%[1]s</h1><p>%[2]s<p>%[3]s",
		html.EscapeString(p.Title), html.EscapeString(p.Detail), html.EscapeString(p.RequestID))
	return errors.Join(err, c.HTML(p.Status, bare))
}

// signInPath is the sign-in form that afterwards leads back to where the
// visitor wanted to go. A form's own address can't be opened, so then it is
// the page that held the form.
func signInPath(c echo.Context) string {
	r := c.Request()
	next := r.URL.RequestURI()
	if r.Method != http.MethodGet || IsFragment(c) {
		next = ""
		if from, err := url.Parse(r.Referer()); err == nil && from.Host == r.Host {
			next = from.RequestURI()
		}
	}
	if next = LocalPath(next, ""); next == "" {
		return "/login"
	}
	return "/login?next=" + url.QueryEscape(next)
}
