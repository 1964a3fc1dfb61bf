package eventbus_test

import (
	"log/slog"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"

	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

func TestModule_serves_what_AsSubscription_and_AsSubscriptions_gather(t *testing.T) {
	t.Parallel()
	p, j, client := newPost(t, mongotest.New(t)), &journal{}, redistest.New(t)
	var publisher events.Publisher
	var subscriber events.Subscriber
	app := fxtest.New(t,
		eventbus.Module,
		fx.Supply(p.outbox, client),
		fx.Provide(
			func() *slog.Logger { return quiet },
			eventbus.AsSubscription(func() events.Subscription { return j.subscription("single") }),
			eventbus.AsSubscriptions(func() []events.Subscription {
				return []events.Subscription{j.subscription("first"), j.subscription("second")}
			}),
		),
		fx.Populate(&publisher, &subscriber),
		fx.NopLogger,
	)
	app.RequireStart()
	p.send(t, 7, true)
	redistest.WaitFor(t, "the event", func() bool { return p.waiting(t) == 0 })
	for _, name := range []string{"single7", "first7", "second7"} {
		if j.count(name) != 1 {
			t.Errorf("%s was handled %d times", name, j.count(name))
		}
	}
	messages, cancel := subscriber.Subscribe("order:new")
	defer cancel()
	if err := publisher.Publish(t.Context(), "order:new", 1); err != nil {
		t.Error(err)
	}
	receive(t, messages)
	app.RequireStop()
}
