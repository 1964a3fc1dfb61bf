package eventbus

import (
	"log/slog"

	"go.uber.org/fx"

	"shop/platform/events"
	"shop/platform/mongo"
	"shop/platform/redis"
)

// Module provides the [Bus], which works while the program runs, and the [Hub]
// as such and as events.Publisher and events.Subscriber. It needs a
// *redis.Client, a *mongo.Outbox and a *slog.Logger.
var Module = fx.Module("eventbus",
	fx.Provide(
		fx.Annotate(NewHub, fx.As(fx.Self()), fx.As(new(events.Publisher)), fx.As(new(events.Subscriber))),
		newBus,
	),
	fx.Invoke(func(lc fx.Lifecycle, b *Bus) {
		lc.Append(fx.StartStopHook(b.Start, b.Stop))
	}),
)

const group = "eventbus.subscriptions"

type busIn struct {
	fx.In
	Outbox        *mongo.Outbox
	Client        *redis.Client
	Log           *slog.Logger
	Subscriptions []events.Subscription `group:"eventbus.subscriptions"`
}

func newBus(in busIn) (*Bus, error) {
	return NewBus(in.Outbox, in.Client, in.Subscriptions, in.Log)
}

// AsSubscription returns ctor, a constructor of an [events.Subscription], as
// one whose result the [Bus] serves. A group's name is easily mistyped and then
// stays silently empty, so it is written here only.
func AsSubscription(ctor any) any {
	return fx.Annotate(ctor, fx.ResultTags(`group:"`+group+`"`))
}

// AsSubscriptions is [AsSubscription] for a constructor of a slice.
func AsSubscriptions(ctor any) any {
	return fx.Annotate(ctor, fx.ResultTags(`group:"`+group+`,flatten"`))
}
