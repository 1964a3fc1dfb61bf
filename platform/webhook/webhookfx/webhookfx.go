// Package webhookfx wires platform/webhook over MongoDB: its subscription, its
// desk and the sender, which runs from start to stop. cmd/shop imports it, and
// the modules' wiring for [AsTopics].
package webhookfx

import (
	"context"
	"log/slog"
	"sync"

	"go.uber.org/fx"

	"shop/platform/config"
	"shop/platform/eventbus"
	"shop/platform/events"
	"shop/platform/mongo"
	"shop/platform/webhook"
	"shop/platform/webhook/mongostore"
)

// Module provides a *webhook.Desk. It needs a config.Config, a *mongo.DB, a
// *slog.Logger and what the modules give to [AsTopics].
var Module = fx.Module("webhook",
	fx.Provide(fx.Private, mongostore.NewHooks, mongostore.NewDeliveries, newService),
	fx.Provide(
		desk,
		mongo.AsIndexes(mongostore.HookIndexes),
		mongo.AsIndexes(mongostore.DeliveryIndexes),
		eventbus.AsSubscriptions(subscriptions),
	),
	fx.Invoke(run),
)

const group = "webhook.topics"

// AsTopics returns ctor, a constructor of []webhook.Topic, as one whose result
// hooks may want. A group's name is easily mistyped and then stays silently
// empty, so it is written here only.
func AsTopics(ctor any) any {
	return fx.Annotate(ctor, fx.ResultTags(`group:"`+group+`,flatten"`))
}

type in struct {
	fx.In
	Config     config.Config
	Hooks      *mongostore.Hooks
	Deliveries *mongostore.Deliveries
	Topics     []webhook.Topic `group:"webhook.topics"`
	Log        *slog.Logger
}

func newService(p in) webhook.Service {
	return webhook.New(p.Hooks, p.Deliveries, p.Topics, webhook.Reach{Networks: p.Config.WebhookNetworks}, p.Log)
}

func desk(s webhook.Service) *webhook.Desk { return s.Desk }

// subscriptions is none in a program whose modules declare no topics.
func subscriptions(s webhook.Service) []events.Subscription {
	if wanted := s.Publisher.Subscription(); len(wanted.Events) > 0 {
		return []events.Subscription{wanted}
	}
	return nil
}

// run posts in the background; stopping waits for the attempts under way.
func run(lc fx.Lifecycle, s webhook.Service) {
	ctx, cancel := context.WithCancel(context.Background())
	var worker sync.WaitGroup
	lc.Append(fx.StartStopHook(
		func() { worker.Go(func() { s.Sender.Run(ctx) }) },
		func() {
			cancel()
			worker.Wait()
		},
	))
}
