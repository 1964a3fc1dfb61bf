package main

import (
	"context"
	"math"
	"net/http"

	"github.com/a-h/templ"

	"shop/platform/config"
	"shop/platform/web"
	"shop/static"
	"shop/views/layout"
	"shop/views/ui"
)

// newShell frames pages with the layout of their area, and gives their times in
// the shop's zone.
func newShell(cfg config.Config) web.Shell {
	return func(f web.Frame, h web.Head, content templ.Component) templ.Component {
		frame := layout.Frame{
			Shop: f.Shop, Path: f.Path, Section: f.Section, CartCount: f.CartCount,
			Demo: f.Demo, Flash: f.Flash,
		}
		for _, c := range f.Categories {
			frame.Categories = append(frame.Categories, ui.Link{Label: c.Label, Href: c.Href})
		}
		if f.Account != nil {
			frame.Account = &layout.Account{Name: f.Account.Name, Staff: f.Account.Staff}
		}
		head := layout.Head{Title: h.Title, Description: h.Description, Canonical: h.Canonical, NoIndex: h.NoIndex}
		if f.Area == web.Admin {
			return ui.InZone(cfg.TimeZone, layout.Admin(frame, head, content))
		}
		return ui.InZone(cfg.TimeZone, layout.Storefront(frame, head, content))
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

// shopFrame says on each page what the shop is called and whether it is a demo.
type shopFrame struct {
	name string
	demo *demoState
}

func newShopFrame(cfg config.Config, demo *demoState) shopFrame { return shopFrame{cfg.Name, demo} }

// FillFrame implements web.FrameFiller.
func (s shopFrame) FillFrame(_ context.Context, f *web.Frame) error { //nolint:unparam // other fillers can fail
	f.Shop, f.Demo = s.name, s.demo.is.Load()
	return nil
}
