package mailfx_test

import (
	"log/slog"
	"strings"
	"testing"

	"go.uber.org/fx"
	"go.uber.org/fx/fxtest"

	"shop/platform/config"
	"shop/platform/mail"
	"shop/platform/mail/mailfx"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func options(t *testing.T, cfg config.Config, log *strings.Builder, more ...fx.Option) fx.Option {
	t.Helper()
	return fx.Options(fx.NopLogger, mailfx.Module, fx.Options(more...),
		fx.Supply(mongotest.New(t), cfg, slog.New(slog.NewTextHandler(log, nil))))
}

func TestModule_keeps_mail_without_a_server_and_says_so(t *testing.T) {
	t.Parallel()
	for name, demo := range map[string]bool{"a real shop": false, "a demo": true} {
		var (
			log    strings.Builder
			mailer *mail.Mailer
			wanted mongo.Wanted
		)
		app := fxtest.New(t, options(t, config.Config{Demo: demo}, &log, fx.Populate(&mailer, &wanted)))
		app.RequireStart()
		if err := mailer.Send(t.Context(), "1", mail.Message{To: "ann@example.org", Subject: "s", Text: "t"}); err != nil {
			t.Errorf("%s: Send: %v", name, err)
		}
		if got, err := mailer.Find(t.Context(), "1"); err != nil || got.State != mail.Kept {
			t.Errorf("%s: the mail is %s, %v, want kept", name, got.State, err)
		}
		if said := strings.Contains(log.String(), "SHOP_SMTP_URL"); said == demo {
			t.Errorf("%s: the log says %q", name, log.String())
		}
		if len(wanted.Indexes) != 1 {
			t.Errorf("%s: %d collections get indexes, want 1", name, len(wanted.Indexes))
		}
		app.RequireStop()
	}
}

func TestModule_refuses_a_faulty_server_before_the_start(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	cfg := config.Config{SMTPURL: "smtp://user:s3cret@", MailFrom: "shop@example.org"}
	err := fx.New(options(t, cfg, &log, fx.Invoke(func(*mail.Mailer) {}))).Err()
	if err == nil || !strings.Contains(err.Error(), "mail") || strings.Contains(err.Error(), "s3cret") {
		t.Errorf("the program is made with %v, want a sentence on the mail server without its password", err)
	}
}
