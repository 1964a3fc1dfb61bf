package web_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/a-h/templ"
	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/web"
)

var (
	ada   = identity.Caller{Account: "a1", Name: "Ada", Email: "ada@example.org", Role: identity.Shopper}
	grace = identity.Caller{Account: "a2", Name: "Grace", Role: identity.Staff}
)

var errSoldOut = fault.New(fault.Conflict, "sold-out", "There are not enough units left.")

// secret must never reach a caller.
const secret = "the database's password is hunter2"

type routes func(r *web.Router)

func (f routes) Routes(r *web.Router) { f(r) }

func text(s string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, s)
		return err
	})
}

type orderInput struct {
	Coupon string `query:"coupon" maxLength:"5"`
	Body   struct {
		Email    string `json:"email" format:"email"`
		Password string `json:"password,omitempty" maxLength:"10"`
		Quantity int    `json:"quantity" minimum:"1" maximum:"99"`
		Kind     string `json:"kind,omitempty" enum:"gift,own"`
		Address  struct {
			City string   `json:"city" minLength:"1"`
			Tags []string `json:"tags,omitempty" maxItems:"3"`
		} `json:"address"`
	}
}

type orderOutput struct {
	Body struct {
		Email    string `json:"email"`
		Quantity int    `json:"quantity"`
	}
}

// orders is a small API with every kind of operation.
func orders(r *web.Router) {
	web.Operation(r, web.Public, huma.Operation{Method: http.MethodPost, Path: "/api/orders", DefaultStatus: http.StatusCreated},
		func(_ context.Context, in *orderInput) (*orderOutput, error) {
			out := &orderOutput{}
			out.Body.Email, out.Body.Quantity = in.Body.Email, in.Body.Quantity
			return out, nil
		})
	type byNumber struct {
		Number string `path:"number" maxLength:"10"`
	}
	web.Operation(r, web.Public, huma.Operation{Method: http.MethodGet, Path: "/api/orders/{number}"},
		func(_ context.Context, in *byNumber) (*orderOutput, error) {
			if err, ok := failures[in.Number]; ok {
				return nil, err
			}
			if in.Number == "panic" {
				panic(secret)
			}
			return &orderOutput{}, nil
		})
	type listInput struct {
		Page int `query:"page" minimum:"1" default:"1"`
	}
	web.Operation(r, web.SignedIn, huma.Operation{Method: http.MethodGet, Path: "/api/orders"},
		func(_ context.Context, in *listInput) (*orderOutput, error) {
			out := &orderOutput{}
			out.Body.Quantity = in.Page
			return out, nil
		})
	web.Operation(r, web.StaffOnly, huma.Operation{Method: http.MethodDelete, Path: "/api/orders/{number}"},
		func(context.Context, *byNumber) (*struct{}, error) { return nil, nil })
}

var failures = map[string]error{
	"missing": fault.New(fault.NotFound, "no-order", "There is no such order."),
	"soldout": errSoldOut.WithDetail("available", 2).WithDetail("status", "a member that is taken").Because(errors.New(secret)),
	"busy":    fault.New(fault.Unavailable, "stock-busy", "Many people are buying this.").WithRetryAfter(1500 * time.Millisecond).Because(errors.New(secret)),
	"plain":   errors.New(secret),
	"defect":  fault.New(fault.Internal, "defect", secret),
	"late":    context.DeadlineExceeded,
	"two": fault.New(fault.Invalid, "invalid", "Look again.").
		WithField("address.city", "We don't deliver there.").WithField("quantity", "That is too many."),
}

// pages has every kind of page.
func pages(r *web.Router) {
	show := func(content string) echo.HandlerFunc {
		return func(c echo.Context) error {
			return web.Page(c, http.StatusOK, web.Head{Title: "A page"}, text(content))
		}
	}
	r.Page(http.MethodGet, "/", web.Public, show("home"))
	r.Page(http.MethodGet, "/account", web.SignedIn, show("account"))
	r.Page(http.MethodPost, "/account", web.SignedIn, func(c echo.Context) error {
		if _, err := c.FormParams(); err != nil {
			return err
		}
		web.SetFlash(c, "Saved – <b>gut</b>.")
		return web.SeeOther(c, "/account")
	})
	r.Page(http.MethodGet, "/admin", web.StaffOnly, show("admin"))
	r.Page(http.MethodPost, "/upload", web.Public, func(c echo.Context) error {
		n, err := io.Copy(io.Discard, c.Request().Body)
		if err != nil {
			return err
		}
		return c.JSON(http.StatusOK, n)
	}, web.MaxBody(3<<20))
	r.Page(http.MethodGet, "/fail/:kind", web.Public, func(c echo.Context) error {
		if c.Param("kind") == "panic" {
			panic(secret)
		}
		return failures[c.Param("kind")]
	})
	r.Page(http.MethodGet, "/broken", web.Public, func(c echo.Context) error {
		return web.Page(c, http.StatusOK, web.Head{}, templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, _ = io.WriteString(w, "half a page")
			return errors.New(secret)
		}))
	})
	r.Page(http.MethodGet, "/reset/:token", web.Public, show("reset"))
}
