package api_test

import (
	"testing"

	"shop/modules/auth/authtest"
	"shop/platform/mongo/mongotest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

// shop is the module behind the real server.
type shop struct {
	*authtest.Module
	site *webtest.Site
	t    *testing.T
}

func newShop(t *testing.T, o authtest.Options) shop {
	t.Helper()
	m := authtest.Start(t, mongotest.New(t), o)
	return shop{Module: m, site: webtest.Start(t, web.Params{Routes: m.Routes, Auth: m.Sessions}), t: t}
}

// as returns a program that sends the token; "" sends none.
func (s shop) as(token string) *webtest.Client {
	c := s.site.Client(s.t)
	if token != "" {
		c.Header.Set("Authorization", "Bearer "+token)
	}
	return c
}

type object = map[string]any

type userBody struct {
	User struct{ ID, Email, Name, Role, CreatedAt string }
}

type grantBody struct {
	userBody
	Token     string
	ExpiresAt string
}
