package pages_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shop/modules/auth"
	"shop/modules/auth/authtest"
	"shop/platform/config"
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

// as returns a browser that has the token's session; "" has none.
func (s shop) as(token string) *webtest.Client {
	c := s.site.Client(s.t)
	if token != "" {
		c.SetCookie("session", token)
	}
	return c
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return v
}

// goesTo fails the test unless the answer sends the browser to a place.
func goesTo(t *testing.T, res *webtest.Response, place string) {
	t.Helper()
	if got := res.Want(http.StatusSeeOther).Header.Get("Location"); got != place {
		t.Errorf("the browser is sent to %q, want %q", got, place)
	}
}

// shows fails the test unless the page has all of the texts.
func shows(t *testing.T, res *webtest.Response, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(res.Body, text) {
			t.Errorf("the page lacks %q:\n%s", text, res.Body)
		}
	}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	browser := s.as("")
	shows(t, browser.Get("/register?next=/checkout").Want(http.StatusOK), `value="/checkout"`)
	res := browser.Post("/register", form("name", "Ann <i>", "email", "nobody", "password", "my secret"))
	shows(t, res.Want(http.StatusUnprocessableEntity), "Ann &lt;i&gt;", `value="nobody"`, "This is not an e-mail address.", "at least 10 characters")
	if strings.Contains(res.Body, "my secret") {
		t.Error("the page repeats the password")
	}
	goesTo(t, browser.Post("/register", form("name", "Ann", "email", "ann@example.org", "password", authtest.Password, "next", "/checkout")), "/checkout")
	shows(t, browser.Get("/account").Want(http.StatusOK), "ann@example.org")
	goesTo(t, browser.Get("/register"), "/account")
	res = s.as("").Post("/register", form("name", "Ann", "email", "ANN@example.org", "password", authtest.Password))
	shows(t, res.Want(http.StatusConflict), "There is already an account with this e-mail address.")
}

func TestLogin(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann, stella := s.Shopper(t), s.StaffMember(t)
	t.Run("signs_in_and_goes_on", func(t *testing.T) {
		browser := s.as("")
		goesTo(t, browser.Get("/account/profile"), "/login?next=%2Faccount%2Fprofile")
		shows(t, browser.Get("/login?next=/account/profile").Want(http.StatusOK), `value="/account/profile"`)
		res := browser.Post("/login", form("email", ann.Email, "password", authtest.Password, "next", "/account/profile"))
		goesTo(t, res, "/account/profile")
		cookie := res.Header.Get("Set-Cookie")
		for _, want := range []string{"session=", "HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(cookie, want) {
				t.Errorf("the cookie %q lacks %s", cookie, want)
			}
		}
		browser.Get("/account/profile").Want(http.StatusOK)
		goesTo(t, browser.Get("/login?next=/cart"), "/cart")
	})
	t.Run("sends_staff_to_the_admin", func(t *testing.T) {
		goesTo(t, s.as("").Post("/login", form("email", stella.Email, "password", authtest.Password)), "/admin")
	})
	t.Run("goes_nowhere_else", func(t *testing.T) {
		for _, next := range []string{"https://evil.example", "//evil.example", `/\evil.example`, "javascript:alert(1)", "/\t/evil.example", "evil"} {
			goesTo(t, s.as("").Post("/login", form("email", ann.Email, "password", authtest.Password, "next", next)), "/account")
			if res := s.as("").Get("/login?next=" + url.QueryEscape(next)).Want(http.StatusOK); strings.Contains(res.Body, "evil") {
				t.Errorf("the form keeps next=%q", next)
			}
		}
	})
	t.Run("says_the_same_whatever_is_wrong", func(t *testing.T) {
		for _, email := range []string{ann.Email, "nobody@example.org"} {
			res := s.as("").Post("/login", form("email", email, "password", "wrong password"))
			shows(t, res.Want(http.StatusUnauthorized), "E-mail address or password is wrong.", email)
			if strings.Contains(res.Body, "wrong password") {
				t.Error("the page repeats the password")
			}
		}
	})
	t.Run("replaces_a_session_planted_before", func(t *testing.T) {
		planted := s.SignIn(t, ann)
		browser := s.as(planted.Token)
		browser.Post("/login", form("email", stella.Email, "password", authtest.Password)).Want(http.StatusSeeOther)
		if browser.Cookie("session") == planted.Token {
			t.Error("the browser kept its session over a sign-in")
		}
		goesTo(t, s.as(planted.Token).Get("/account"), "/login?next=%2Faccount")
	})
	t.Run("refuses_another_sites_form", func(t *testing.T) {
		c := s.as("")
		req := c.NewRequest("POST", "/login", strings.NewReader(form("email", ann.Email, "password", authtest.Password).Encode()),
			"Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example")
		c.Do(req).Want(http.StatusForbidden)
	})
}

func TestLogin_limit_counts_pages_too(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{LoginRate: config.Rate{Limit: 2, Per: time.Minute}})
	wrong := form("email", "ann@example.org", "password", "wrong password")
	for range 2 {
		s.as("").Post("/login", wrong).Want(http.StatusUnauthorized)
	}
	res := s.as("").Post("/login", wrong).Want(http.StatusTooManyRequests)
	if res.Header.Get("Retry-After") == "" || res.Header.Get("X-RateLimit-Remaining") != "0" {
		t.Errorf("headers: Retry-After %q, X-RateLimit-Remaining %q", res.Header.Get("Retry-After"), res.Header.Get("X-RateLimit-Remaining"))
	}
	s.as("").JSON("POST", "/api/auth/login", map[string]any{"email": "ann@example.org", "password": "x"}).Want(http.StatusTooManyRequests)
}

type hook func(context.Context, auth.AccountID) error

func (h hook) SignedIn(ctx context.Context, id auth.AccountID) error { return h(ctx, id) }

func TestLogin_takes_the_guests_token_once_the_cart_is_merged(t *testing.T) {
	t.Parallel()
	var failure error
	merge := hook(func(context.Context, auth.AccountID) error { return failure })
	s := newShop(t, authtest.Options{Hooks: []auth.SignInHook{merge}})
	ann := s.Shopper(t)
	for _, failure = range []error{io.ErrUnexpectedEOF, nil} {
		browser := s.as("")
		browser.SetCookie("cart", "the-guests-token")
		browser.Post("/login", form("email", ann.Email, "password", authtest.Password)).Want(http.StatusSeeOther)
		if kept := browser.Cookie("cart") != ""; kept != (failure != nil) {
			t.Errorf("hook error %v: the guest's token is kept: %t", failure, kept)
		}
	}
}

func TestLogout(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	browser := s.as(ann.Token)
	browser.Get("/logout").Want(http.StatusMethodNotAllowed)
	goesTo(t, browser.Post("/logout", nil), "/")
	if browser.Cookie("session") != "" {
		t.Error("the browser kept its session")
	}
	goesTo(t, s.as(ann.Token).Get("/account"), "/login?next=%2Faccount")
}
