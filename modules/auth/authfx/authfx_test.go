package authfx_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"

	"shop/modules/auth"
	"shop/modules/auth/authfx"
	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/identity"
	"shop/platform/mail/mailfx"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
)

type hook chan auth.AccountID

func (h hook) SignedIn(_ context.Context, id auth.AccountID) error {
	h <- id
	return nil
}

// An instance that doesn't know what was revoked doesn't begin to serve.
func TestModule_knows_what_was_revoked_before_it_serves(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	app := fx.New(
		fx.NopLogger,
		fx.Supply(mongotest.Connect(t, proxy.URL(), mongotest.NewName()), redistest.New(t), slog.New(slog.DiscardHandler), config.Config{}),
		fx.Provide(mongo.NewOutbox), eventbus.Module, mailfx.Module, authfx.Module,
		fx.Invoke(func(web.Authenticator) {}),
	)
	proxy.Cut()
	if err := app.Start(t.Context()); err == nil || !strings.Contains(err.Error(), "what was revoked") {
		t.Errorf("it has started with %v", err)
		_ = app.Stop(t.Context())
	}
}

func TestModule_serves_with_the_rest_of_the_platform(t *testing.T) {
	t.Parallel()
	var (
		staff  auth.Staff
		server *web.Server
		wanted mongo.Wanted
	)
	db, signedIn := mongotest.New(t), make(hook, 1)
	app := fxtest.New(t,
		fx.NopLogger,
		fx.Supply(db, redistest.New(t), slog.New(slog.DiscardHandler), web.Options{},
			config.Config{BaseURL: "https://shop.example.org", RateLogin: config.Rate{Limit: 5, Per: 15 * time.Minute}}),
		fx.Supply(web.Shell(webtest.Shell), web.ErrorPage(webtest.ErrorPage)),
		fx.Provide(mongo.NewOutbox, web.New, web.NewPanels,
			fx.Annotate(func() hook { return signedIn }, fx.As(new(auth.SignInHook)), fx.ResultTags(auth.SignInHookGroup))),
		eventbus.Module, mailfx.Module, authfx.Module,
		fx.Populate(&staff, &server, &wanted, new(auth.Accounts), new(auth.AddressBook)),
	)
	if err := mongo.Setup(t.Context(), db, wanted.Indexes, wanted.Migrations); err != nil {
		t.Fatalf("Setup: %v", err)
	}
	app.RequireStart()
	defer app.RequireStop()

	id, err := staff.CreateStaff(identity.System(t.Context(), "test"), "stella@example.org", "correct horse battery", "Stella")
	if err != nil {
		t.Fatalf("CreateStaff: %v", err)
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/api/auth/login",
		strings.NewReader(`{"email":"stella@example.org","password":"correct horse battery"}`))
	request.Header.Set("Content-Type", "application/json")
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK || answer.Header().Get("X-RateLimit-Limit") != "5" {
		t.Errorf("login answers %d with X-RateLimit-Limit %q: %s", answer.Code, answer.Header().Get("X-RateLimit-Limit"), answer.Body)
	}
	select {
	case got := <-signedIn:
		if got != id {
			t.Errorf("the hook heard of %s, want %s", got, id)
		}
	default:
		t.Error("the hook of another module was not called")
	}
}
