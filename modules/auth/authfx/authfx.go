// Package authfx wires the auth module and nothing else. cmd/shop imports it.
package authfx

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"go.uber.org/fx"

	"shop/modules/auth"
	"shop/modules/auth/internal/account"
	"shop/modules/auth/internal/api"
	"shop/modules/auth/internal/letters"
	"shop/modules/auth/internal/mongostore"
	"shop/modules/auth/internal/pages"
	"shop/modules/auth/internal/password"
	"shop/modules/auth/internal/rediscache"
	"shop/modules/auth/internal/session"
	"shop/modules/auth/internal/signin"
	"shop/platform/config"
	"shop/platform/mail"
	"shop/platform/mongo"
	"shop/platform/redis"
	"shop/platform/web"
)

// Module provides [auth.Accounts], [auth.AddressBook], [auth.Staff] and
// [web.Authenticator], and adds the module's routes.
var Module = fx.Module("auth",
	fx.Provide(
		fx.Annotate(account.NewProfiles, fx.As(fx.Self()), fx.As(new(auth.Accounts)), fx.As(new(auth.AddressBook))),
		fx.Annotate(newManager, fx.As(fx.Self()), fx.As(new(web.Authenticator))),
		fx.Annotate(signin.NewStaff, fx.As(fx.Self()), fx.As(new(auth.Staff))),
		mongo.AsIndexes(mongostore.AccountIndexes),
		mongo.AsIndexes(mongostore.SessionIndexes),
		mongo.AsIndexes(mongostore.TicketIndexes),
		web.AsRoutes(api.NewAuth),
		web.AsRoutes(api.NewMe),
		web.AsRoutes(api.NewCustomers),
		web.AsRoutes(pages.NewSignIn),
		web.AsRoutes(pages.NewRecovery),
		web.AsRoutes(pages.NewAccount),
		web.AsRoutes(pages.NewCustomers),
		web.AsRoutes(pages.NewDevMail),
	),
	fx.Provide(
		fx.Private,
		mongostore.NewAccounts,
		fx.Annotate(mongostore.NewSessions, fx.As(new(session.Store)), fx.As(new(session.History))),
		fx.Annotate(mongostore.NewTickets, fx.As(new(signin.Tickets))),
		fx.Annotate(rediscache.NewSessions, fx.As(new(session.Cache))),
		fx.Annotate(newLetters, fx.As(new(signin.Courier))),
		session.NewWatch,
		newStore, newDirectory, newHasher, newLimiter, newLifetime, newIsDemo,
		account.NewRegistrar, account.NewCustomers, signin.NewPasswords,
		fx.Annotate(signin.NewService, fx.ParamTags("", "", "", "", auth.SignInHookGroup, "")),
	),
)

func newStore(accounts *mongostore.Accounts, watch *session.Watch) account.Store {
	return session.Telling(accounts, watch)
}

func newDirectory(accounts *mongostore.Accounts) account.Directory { return accounts }

func newHasher() *password.Hasher {
	return password.NewHasher(password.Recommended, runtime.GOMAXPROCS(0))
}

func newLetters(mailer *mail.Mailer, cfg config.Config) *letters.Letters {
	return letters.New(mailer, cfg.BaseURL)
}

func newLifetime() session.Lifetime { return session.Standard }

func newLimiter(client *redis.Client, cfg config.Config) signin.Limiter {
	rate := cfg.RateLogin
	if rate.Off {
		return rediscache.NewAttempts(nil, nil)
	}
	return rediscache.NewAttempts(redis.NewSlidingLog(client, "login", rate.Limit, rate.Per), web.WriteLimits)
}

// newIsDemo returns how to learn whether the shop is a demo, which never
// changes.
func newIsDemo(db *mongo.DB) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) { return mongo.IsDemo(ctx, db) }
}

// newManager knows what was revoked before anybody is served: whoever serves
// was made with it, and so starts after it.
func newManager(lc fx.Lifecycle, store session.Store, cache session.Cache, watch *session.Watch, lifetime session.Lifetime) *session.Manager {
	manager := session.NewManager(store, cache, watch, lifetime)
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	lc.Append(fx.Hook{
		OnStart: func(start context.Context) error {
			if err := errors.Join(watch.Poll(start), manager.Open(start)); err != nil {
				return err
			}
			running.Go(func() { watch.Run(ctx) })
			return nil
		},
		OnStop: func(context.Context) error {
			cancel()
			running.Wait()
			return nil
		},
	})
	return manager
}
