package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/modules/auth"
	"shop/modules/auth/authtest"
	"shop/platform/config"
	"shop/platform/identity"
	"shop/platform/mail/mailtest"
)

func TestRegister(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	app := object{"email": "  Ann@Example.ORG ", "password": authtest.Password, "name": " Ann Lee "}
	t.Run("opens_an_account", func(t *testing.T) {
		var got userBody
		s.as("").JSON("POST", "/api/auth/register", app).Want(http.StatusCreated).Decode(&got)
		if got.User.Email != "ann@example.org" || got.User.Name != "Ann Lee" || got.User.Role != "shopper" || got.User.ID == "" {
			t.Errorf("user = %+v", got.User)
		}
	})
	t.Run("refuses_an_address_that_has_one", func(t *testing.T) {
		app["email"] = "ANN@example.org"
		p := s.as("").JSON("POST", "/api/auth/register", app).Want(http.StatusConflict).Problem()
		if p["code"] != "email-taken" {
			t.Errorf("problem = %v", p)
		}
	})
	t.Run("names_all_that_is_wrong", func(t *testing.T) {
		bad := object{"email": "nobody", "password": "short", "name": "\n"}
		p := s.as("").JSON("POST", "/api/auth/register", bad).Want(http.StatusUnprocessableEntity).Problem()
		if list, _ := p["errors"].([]any); len(list) != 3 {
			t.Errorf("errors = %v, want three", p["errors"])
		}
	})
}

func TestRegister_gives_one_account_to_two_at_once(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	app := object{"email": "ann@example.org", "password": authtest.Password, "name": "Ann"}
	var group sync.WaitGroup
	statuses := make([]int, 8)
	for i := range statuses {
		group.Go(func() { statuses[i] = s.as("").JSON("POST", "/api/auth/register", app).Status })
	}
	group.Wait()
	opened := 0
	for _, status := range statuses {
		if status == http.StatusCreated {
			opened++
		} else if status != http.StatusConflict {
			t.Errorf("status %d, want 201 or 409", status)
		}
	}
	if opened != 1 {
		t.Errorf("%d accounts were opened, want 1", opened)
	}
}

func TestLogin(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	t.Run("gives_a_token_that_opens_the_account", func(t *testing.T) {
		var got grantBody
		res := s.as("").JSON("POST", "/api/auth/login", object{"email": strings.ToUpper(ann.Email), "password": authtest.Password})
		res.Want(http.StatusOK).Decode(&got)
		if got.User.ID != string(ann.ID) || got.Token == "" || res.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("login = %+v, Cache-Control %q", got.User, res.Header.Get("Cache-Control"))
		}
		if end, err := time.Parse(time.RFC3339, got.ExpiresAt); err != nil || time.Until(end) < 29*24*time.Hour {
			t.Errorf("expiresAt = %q", got.ExpiresAt)
		}
		var me userBody
		s.as(got.Token).JSON("GET", "/api/me", nil).Want(http.StatusOK).Decode(&me)
		if me.User.ID != string(ann.ID) {
			t.Errorf("me = %+v", me.User)
		}
	})
	t.Run("gives_one_answer_whatever_is_wrong", func(t *testing.T) {
		var answers []object
		for _, email := range []string{ann.Email, "nobody@example.org", "no address", ""} {
			res := s.as("").JSON("POST", "/api/auth/login", object{"email": email, "password": "wrong password"})
			p := res.Want(http.StatusUnauthorized).Problem()
			delete(p, "requestId")
			answers = append(answers, p)
		}
		for _, p := range answers[1:] {
			if p["detail"] != answers[0]["detail"] || p["code"] != answers[0]["code"] || len(p) != len(answers[0]) {
				t.Errorf("answers differ: %v and %v", answers[0], p)
			}
		}
	})
	t.Run("takes_no_notice_of_a_token_that_has_expired", func(t *testing.T) {
		s.as("long-gone").JSON("POST", "/api/auth/login", object{"email": ann.Email, "password": authtest.Password}).Want(http.StatusOK)
	})
	t.Run("ends_the_session_the_caller_came_with", func(t *testing.T) {
		before := s.SignIn(t, ann)
		s.as(before.Token).JSON("POST", "/api/auth/login", object{"email": ann.Email, "password": authtest.Password}).Want(http.StatusOK)
		s.as(before.Token).JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	})
}

type hook func(ctx context.Context, id auth.AccountID) error

func (h hook) SignedIn(ctx context.Context, id auth.AccountID) error { return h(ctx, id) }

func TestLogin_calls_the_hooks_before_the_answer(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var got []identity.Caller
	note := hook(func(ctx context.Context, id auth.AccountID) error {
		mu.Lock()
		defer mu.Unlock()
		got = append(got, identity.From(ctx))
		return nil
	})
	broken := hook(func(context.Context, auth.AccountID) error { return errors.New("out of order") })
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	s = newShop(t, authtest.Options{Hooks: []auth.SignInHook{broken, note}})
	bob := object{"email": "bob@example.org", "password": authtest.Password, "name": "Bob"}
	s.as("").JSON("POST", "/api/auth/register", bob).Want(http.StatusCreated)
	delete(bob, "name")
	s.as("").JSON("POST", "/api/auth/login", bob, "Cart-Token", "the-guests-cart").Want(http.StatusOK)
	mu.Lock()
	defer mu.Unlock()
	if len(got) != 1 || got[0].Email != "bob@example.org" || got[0].Guest != "the-guests-cart" || got[0].Account == string(ann.ID) {
		t.Errorf("the hook saw %+v, want Bob with the guest's token, once", got)
	}
}

func TestLogin_limit(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{LoginRate: config.Rate{Limit: 5, Per: 15 * time.Minute}})
	s.as("").JSON("POST", "/api/auth/register", object{"email": "ann@example.org", "password": authtest.Password, "name": "Ann"}).
		Want(http.StatusCreated)
	for i, email := range []string{"ann@example.org", "bob@example.org", "ann@example.org", "cid@example.org", "ann@example.org"} {
		password := "wrong password"
		if i == 2 {
			password = authtest.Password // good ones count, too
		}
		res := s.as("").JSON("POST", "/api/auth/login", object{"email": email, "password": password})
		if res.Status == http.StatusTooManyRequests {
			t.Fatalf("attempt %d of 5 was refused", i+1)
		}
		if want := []string{"4", "3", "2", "1", "0"}[i]; res.Header.Get("X-RateLimit-Remaining") != want {
			t.Errorf("attempt %d: X-RateLimit-Remaining %q, want %s", i+1, res.Header.Get("X-RateLimit-Remaining"), want)
		}
	}
	res := s.as("").JSON("POST", "/api/auth/login", object{"email": "ann@example.org", "password": authtest.Password})
	if p := res.Want(http.StatusTooManyRequests).Problem(); p["code"] != "too-many-attempts" {
		t.Errorf("problem = %v", p)
	}
	for name, want := range map[string]string{
		"X-RateLimit-Limit": "5", "X-RateLimit-Remaining": "0", "RateLimit-Policy": `"login";q=5;w=900`,
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if got := res.Header.Get("Retry-After"); got == "" || got == "0" {
		t.Errorf("Retry-After = %q", got)
	}
	if !strings.HasPrefix(res.Header.Get("RateLimit"), `"login";r=0;t=`) {
		t.Errorf("RateLimit = %q", res.Header.Get("RateLimit"))
	}
}

func TestLogout_ends_the_session(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	s.as(ann.Token).JSON("POST", "/api/auth/logout", nil).Want(http.StatusNoContent)
	s.as(ann.Token).JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	s.as("").JSON("POST", "/api/auth/logout", nil).Want(http.StatusNoContent)
	s.as(ann.Token).JSON("POST", "/api/auth/logout", nil).Want(http.StatusNoContent)
}

type sessionsBody struct {
	Sessions []struct {
		ID, Device, IP string
		Current        bool
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	firefox := s.as("")
	firefox.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	var here grantBody
	firefox.JSON("POST", "/api/auth/login", object{"email": ann.Email, "password": authtest.Password}).Want(http.StatusOK).Decode(&here)

	var list sessionsBody
	s.as(here.Token).JSON("GET", "/api/auth/sessions", nil).Want(http.StatusOK).Decode(&list)
	if len(list.Sessions) != 2 {
		t.Fatalf("%d sessions, want 2", len(list.Sessions))
	}
	other := ""
	for _, x := range list.Sessions {
		if x.Current {
			if x.Device != "Firefox on Linux" || x.IP != "127.0.0.1" {
				t.Errorf("this session is %+v", x)
			}
		} else {
			other = x.ID
		}
	}
	bob := s.Shopper(t)
	s.as(bob.Token).JSON("DELETE", "/api/auth/sessions/"+other, nil).Want(http.StatusNotFound)
	s.as(ann.Token).JSON("GET", "/api/me", nil).Want(http.StatusOK)
	s.as(here.Token).JSON("DELETE", "/api/auth/sessions/"+other, nil).Want(http.StatusNoContent)
	s.as(ann.Token).JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	s.as(here.Token).JSON("DELETE", "/api/auth/sessions/"+other, nil).Want(http.StatusNotFound)
	s.as(here.Token).JSON("DELETE", "/api/auth/sessions", nil).Want(http.StatusNoContent)
	s.as(here.Token).JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	s.as(bob.Token).JSON("GET", "/api/me", nil).Want(http.StatusOK)
}

func TestForgottenPassword(t *testing.T) {
	t.Parallel()
	s := newShop(t, authtest.Options{})
	ann := s.Shopper(t)
	const forgot = "/api/auth/password/forgot"
	known := s.as("").JSON("POST", forgot, object{"email": ann.Email}).Want(http.StatusAccepted)
	unknown := s.as("").JSON("POST", forgot, object{"email": "nobody@example.org"}).Want(http.StatusAccepted)
	if known.Body != unknown.Body {
		t.Errorf("answers differ: %q and %q", known.Body, unknown.Body)
	}
	sent := mailtest.Sent(t, s.Mailer)
	if len(sent) != 1 || sent[0].To != ann.Email {
		t.Fatalf("mails = %+v, want one to %s", sent, ann.Email)
	}
	_, rest, _ := strings.Cut(sent[0].Text, authtest.BaseURL+"/reset/")
	token, _, _ := strings.Cut(rest, "\n")

	const reset = "/api/auth/password/reset"
	wrong := "A" + token[1:]
	if wrong == token {
		wrong = "B" + token[1:]
	}
	s.as("").JSON("POST", reset, object{"token": token, "password": "short"}).Want(http.StatusUnprocessableEntity)
	s.as("").JSON("POST", reset, object{"token": wrong, "password": "a new long password"}).Want(http.StatusNotFound)
	s.as("").JSON("POST", reset, object{"token": token, "password": "a new long password"}).Want(http.StatusNoContent)
	s.as("").JSON("POST", reset, object{"token": token, "password": "another long password"}).Want(http.StatusNotFound)
	s.as(ann.Token).JSON("GET", "/api/me", nil).Want(http.StatusUnauthorized)
	s.as("").JSON("POST", "/api/auth/login", object{"email": ann.Email, "password": authtest.Password}).Want(http.StatusUnauthorized)
	s.as("").JSON("POST", "/api/auth/login", object{"email": ann.Email, "password": "a new long password"}).Want(http.StatusOK)
}
