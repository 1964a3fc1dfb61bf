package systemfx_test

import (
	"log/slog"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"

	"shop/modules/system/systemfx"
	"shop/platform/mail"
	"shop/platform/mail/mailtest"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
	"shop/platform/web"
	"shop/platform/web/webtest"
	"shop/platform/webhook"
	"shop/platform/webhook/mongostore"
)

// parts are what the module adds to the shop.
type parts struct {
	fx.In
	Routes []web.Routes `group:"web.routes"`
	Panels []web.Panel  `group:"web.panels"`
}

func TestModule_adds_operations_pages_and_a_panel(t *testing.T) {
	t.Parallel()
	db := mongotest.New(t)
	var added parts
	app := fxtest.New(t,
		systemfx.Module, fx.NopLogger,
		fx.Supply(db, redistest.New(t), web.Options{Version: "v1.2.3"}),
		fx.Provide(
			mongo.NewOutbox,
			func() *mail.Mailer { return mailtest.New(t, db) },
			func() *webhook.Desk {
				return webhook.New(mongostore.NewHooks(db), mongostore.NewDeliveries(db), nil, webhook.Reach{}, slog.New(slog.DiscardHandler)).Desk
			},
			func() *slog.Logger { return slog.New(slog.DiscardHandler) },
		),
		fx.Invoke(func(p parts) { added = p }),
	)
	app.RequireStart()
	t.Cleanup(app.RequireStop)
	if len(added.Routes) != 4 || len(added.Panels) != 1 || added.Panels[0].Slot != "dashboard" {
		t.Fatalf("%d sets of routes, panels %+v", len(added.Routes), added.Panels)
	}
	site := webtest.New(t, added.Routes...)
	for _, r := range site.Router().Table() {
		if r.Guard == web.StaffOnly {
			return
		}
	}
	t.Error("there is no route for staff")
}
