// Package mailfx wires platform/mail: the mailer over MongoDB and its worker,
// which runs from start to stop. cmd/shop imports it.
package mailfx

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"go.uber.org/fx"

	"shop/platform/config"
	"shop/platform/mail"
	"shop/platform/mail/mongostore"
	"shop/platform/mongo"
)

// Module provides a *mail.Mailer.
var Module = fx.Module("mail",
	fx.Provide(mongostore.New, fx.Private),
	fx.Provide(newMailer, mongo.AsIndexes(mongostore.Indexes)),
	fx.Invoke(run),
)

func newMailer(cfg config.Config, box *mongostore.Box, log *slog.Logger) (*mail.Mailer, error) {
	if cfg.SMTPURL == "" {
		if !cfg.Demo {
			log.Warn("mail: SHOP_SMTP_URL is not set, so mails are kept and none is sent")
		}
		return mail.New(box, nil, log), nil
	}
	smtp, err := mail.NewSMTP(cfg.SMTPURL, cfg.MailFrom)
	if err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return mail.New(box, smtp, log), nil
}

// run delivers in the background; stopping waits for the delivery under way.
func run(lc fx.Lifecycle, m *mail.Mailer) {
	ctx, cancel := context.WithCancel(context.Background())
	var worker sync.WaitGroup
	lc.Append(fx.Hook{
		OnStart: func(context.Context) error {
			worker.Go(func() { m.Run(ctx) })
			return nil
		},
		OnStop: func(context.Context) error {
			cancel()
			worker.Wait()
			return nil
		},
	})
}
