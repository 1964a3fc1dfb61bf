package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/identity"
	"shop/platform/web"
)

const tagCustomers = "Customers"

// Customers serves /api/admin/customers. It implements [web.Routes].
type Customers struct {
	customers *account.Customers
	sessions  *session.Manager
	staff     *signin.Staff
}

// NewCustomers returns the operations on customers.
func NewCustomers(customers *account.Customers, sessions *session.Manager, staff *signin.Staff) *Customers {
	return &Customers{customers: customers, sessions: sessions, staff: staff}
}

// Routes implements [web.Routes].
func (c *Customers) Routes(r *web.Router) {
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/customers", Tags: []string{tagCustomers}, Summary: "Who has an account",
	}, c.list)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodGet, Path: "/api/admin/customers/{id}", Tags: []string{tagCustomers}, Summary: "One account",
	}, c.get)
	web.Operation(r, web.StaffOnly, huma.Operation{
		Method: http.MethodPut, Path: "/api/admin/customers/{id}/role", Tags: []string{tagCustomers},
		Summary: "Make an account staff or shopper", Description: "The account's sessions end.",
	}, c.setRole)
}

// CustomersInput selects a page.
type CustomersInput struct {
	Page  int    `query:"page" default:"1" minimum:"1" maximum:"100000"`
	Limit int    `query:"limit" default:"20" minimum:"1" maximum:"100"`
	Query string `query:"q" maxLength:"100" doc:"Part of a name or an e-mail address"`
	Role  string `query:"role" enum:"shopper,staff"`
	Sort  string `query:"sort" default:"-joined" enum:"-joined,joined,name,-name"`
}

// CustomersOutput is a page of customers.
type CustomersOutput struct {
	Body struct {
		Customers  []User `json:"customers"`
		Page       int    `json:"page"`
		TotalPages int    `json:"totalPages"`
		Total      int    `json:"total"`
	}
}

func (c *Customers) list(ctx context.Context, in *CustomersInput) (*CustomersOutput, error) {
	page, err := c.customers.List(ctx, account.Query{
		Text: in.Query, Role: identity.Role(in.Role), Sort: account.Sort(in.Sort), Page: in.Page, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	var out CustomersOutput
	out.Body.Customers = make([]User, len(page.Accounts))
	for i, a := range page.Accounts {
		out.Body.Customers[i] = userOf(a)
	}
	out.Body.Page, out.Body.TotalPages, out.Body.Total = page.Page, page.Pages, page.Total
	return &out, nil
}

// CustomerInput names an account.
type CustomerInput struct {
	ID string `path:"id" maxLength:"64"`
}

// CustomerOutput is all of one account that staff may see.
type CustomerOutput struct {
	Body struct {
		User      User      `json:"user"`
		Addresses []Address `json:"addresses"`
		Sessions  []Session `json:"sessions"`
	}
}

func (c *Customers) get(ctx context.Context, in *CustomerInput) (*CustomerOutput, error) {
	id := auth.AccountID(in.ID)
	a, err := c.customers.Find(ctx, id)
	if err != nil {
		return nil, err
	}
	sessions, err := c.sessions.Of(ctx, id)
	if err != nil {
		return nil, err
	}
	var out CustomerOutput
	out.Body.User, out.Body.Addresses = userOf(a), addressesOf(a)
	out.Body.Sessions = sessionsOf(sessions, identity.From(ctx).Session)
	return &out, nil
}

// RoleInput is an account's role as it shall be.
type RoleInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Role string `json:"role" enum:"shopper,staff"`
	}
}

func (c *Customers) setRole(ctx context.Context, in *RoleInput) (*UserOutput, error) {
	return userOutput(c.staff.SetRole(ctx, auth.AccountID(in.ID), identity.Role(in.Body.Role)))
}
