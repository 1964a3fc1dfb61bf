package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"shop/modules/auth/authtest"
	"shop/platform/identity"
	"shop/platform/mail"
)

func TestForgottenPassword(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{Demo: true})
	ann := s.Shopper(t)
	browser := s.as("")
	browser.Get("/forgot").Want(http.StatusOK)
	browser.Post("/forgot", form("email", "nobody")).Want(http.StatusUnprocessableEntity)
	known := browser.Post("/forgot", form("email", ann.Email)).Want(http.StatusOK)
	unknown := browser.Post("/forgot", form("email", "nobody@example.org")).Want(http.StatusOK)
	if known.Body != unknown.Body {
		t.Error("the answer tells whether there is an account")
	}

	// The demo's mail page has the link, as a newcomer finds it.
	list := browser.Get("/dev/mail").Want(http.StatusOK)
	shows(t, list, ann.Email, "Set a new password")
	page := browser.Get(between(t, list.Body, `href="`, `"`, "/dev/mail/message")).Want(http.StatusOK)
	link := between(t, page.Body, `<a href="`, `"`, authtest.BaseURL)
	path := strings.TrimPrefix(link, authtest.BaseURL)

	browser.Get("/reset/invented").Want(http.StatusNotFound)
	res := browser.Get(path).Want(http.StatusOK)
	if got := res.Header.Get("Referrer-Policy"); got != "same-origin" {
		t.Errorf("Referrer-Policy %q lets the link leak", got)
	}
	shows(t, browser.Post(path, form("password", "short")).Want(http.StatusUnprocessableEntity), "at least 10 characters")
	goesTo(t, browser.Post(path, form("password", "a new long password")), "/login")
	shows(t, browser.Post(path, form("password", "a new long password")).Want(http.StatusNotFound), "has been used")
	goesTo(t, s.as(ann.Token).Get("/account"), "/login?next=%2Faccount")
	goesTo(t, s.as("").Post("/login", form("email", ann.Email, "password", "a new long password")), "/account")
	if strings.Contains(s.site.Log.String(), strings.TrimPrefix(path, "/reset/")) {
		t.Error("the log has the link's token")
	}
}

// between returns what stands between two texts, the first that has a prefix.
func between(t *testing.T, body, before, after, prefix string) string {
	t.Helper()
	for _, part := range strings.Split(body, before)[1:] {
		if got, _, found := strings.Cut(part, after); found && strings.HasPrefix(got, prefix) {
			return strings.ReplaceAll(got, "&amp;", "&")
		}
	}
	t.Fatalf("no %s… in:\n%s", prefix, body)
	return ""
}

func TestSetup(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	path, err := s.Staff.EnsureOwner(identity.System(t.Context(), "test"), "olga@example.org", "")
	if err != nil {
		t.Fatalf("EnsureOwner: %v", err)
	}
	browser := s.as("")
	shows(t, browser.Get(path).Want(http.StatusOK), `value="olga@example.org"`)
	res := browser.Post(path, form("name", "", "email", "olga@example.org", "password", authtest.Password))
	shows(t, res.Want(http.StatusUnprocessableEntity), "Please tell us your name.")
	goesTo(t, browser.Post(path, form("name", "Olga", "email", "olga@example.org", "password", authtest.Password)), "/admin")
	browser.Get("/admin/customers").Want(http.StatusOK)
	s.as("").Get(path).Want(http.StatusNotFound)
	s.as("").Post(path, form("name", "Eve", "email", "eve@example.org", "password", authtest.Password)).Want(http.StatusNotFound)
}

func TestDevMail(t *testing.T) {
	t.Parallel()
	letter := mail.Message{To: "ann@example.org", Subject: "Hello <b>", Text: "See https://shop.example.org/a?b=1&c=2.", HTML: `<p style="color:red">Hi</p><script>alert(1)</script>`}
	t.Run("shows_the_mails_of_a_demo", func(t *testing.T) {
		t.Parallel()
		s := newShop(t, authtest.Options{Demo: true})
		shows(t, s.as("").Get("/dev/mail").Want(http.StatusOK), "No mail yet")
		if err := s.Mailer.Send(t.Context(), "order:1&x", letter); err != nil {
			t.Fatalf("Send: %v", err)
		}
		page := s.as("").Get("/dev/mail/message?id=" + url.QueryEscape("order:1&x")).Want(http.StatusOK)
		shows(t, page, "Hello &lt;b&gt;", `href="https://shop.example.org/a?b=1&amp;c=2"`)
		html := s.as("").Get("/dev/mail/html?id=" + url.QueryEscape("order:1&x")).Want(http.StatusOK)
		policy := html.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "sandbox") || strings.Contains(policy, "allow-scripts") || !strings.Contains(policy, "default-src 'none'") {
			t.Errorf("Content-Security-Policy %q lets the mail do things", policy)
		}
		s.as("").Get("/dev/mail/message?id=unknown").Want(http.StatusNotFound)
		s.as("").Get("/dev/mail/html?id=unknown").Want(http.StatusNotFound)
	})
	t.Run("shows_nothing_of_a_real_shop", func(t *testing.T) {
		t.Parallel()
		s := newShop(t, authtest.Options{})
		stella := s.StaffMember(t)
		if err := s.Mailer.Send(t.Context(), "1", letter); err != nil {
			t.Fatalf("Send: %v", err)
		}
		for _, path := range []string{"/dev/mail", "/dev/mail/message?id=1", "/dev/mail/html?id=1"} {
			s.as("").Get(path).Want(http.StatusNotFound)
			s.as(stella.Token).Get(path).Want(http.StatusNotFound)
		}
	})
}
