package main

import (
	"context"
	"math"
	"net/http"

	"github.com/a-h/templ"

	"shop/platform/web"
	"shop/static"
	"shop/views/layout"
	"shop/views/ui"
)

// newShell frames pages with the layout of their area.
func newShell() web.Shell {
	return func(f web.Frame, h web.Head, content templ.Component) templ.Component {
		frame := layout.Frame{
			Path: f.Path, Section: f.Section, CartCount: f.CartCount,
			Demo: f.Demo, Flash: f.Flash, RequestID: f.RequestID,
		}
		for _, c := range f.Categories {
			frame.Categories = append(frame.Categories, ui.Link{Label: c.Label, Href: c.Href})
		}
		if f.Account != nil {
			frame.Account = &layout.Account{Name: f.Account.Name, Staff: f.Account.Staff}
		}
		head := layout.Head{Title: h.Title, Description: h.Description, Canonical: h.Canonical, NoIndex: h.NoIndex}
		if f.Area == web.Admin {
			return layout.Admin(frame, head, content)
		}
		return layout.Storefront(frame, head, content)
	}
}

// newErrorPage tells of failures in the layout's words, with what the fault
// says to its audience.
func newErrorPage() web.ErrorPage {
	return func(v web.ErrorView) templ.Component {
		return layout.ErrorPage(layout.Error{
			Status: v.Status, Detail: v.Message, RequestID: v.RequestID,
			RetryAfter: int(math.Ceil(v.RetryAfter.Seconds())),
		})
	}
}

// staticRoutes serves stylesheets, scripts and fonts.
type staticRoutes struct{}

func newStaticRoutes() staticRoutes { return staticRoutes{} }

// Routes implements web.Routes.
func (staticRoutes) Routes(r *web.Router) {
	r.Handle(http.MethodGet, static.Prefix+"*", web.Asset, static.Handler())
}

// demoFrame says on each page whether this is a demo.
type demoFrame struct{ demo *demoState }

func newDemoFrame(demo *demoState) demoFrame { return demoFrame{demo} }

// FillFrame implements web.FrameFiller.
func (d demoFrame) FillFrame(_ context.Context, f *web.Frame) error { //nolint:unparam // other fillers can fail
	f.Demo = d.demo.is.Load()
	return nil
}
