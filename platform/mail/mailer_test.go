package mail_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"shop/platform/fault"
	"shop/platform/mail"
	"shop/platform/mail/mailtest"
	"shop/platform/mail/mongostore"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

var hello = mail.Message{To: "ann@example.org", Subject: "Hello", Text: "Hello Ann", HTML: "<p>Hello Ann</p>"}

func TestMailer_Send(t *testing.T) {
	t.Parallel()
	t.Run("keeps_the_mail_once_per_id_without_a_server", func(t *testing.T) {
		t.Parallel()
		m := mailtest.New(t, mongotest.New(t))
		for range 3 {
			if err := m.Send(t.Context(), "order-1", hello); err != nil {
				t.Fatalf("Send: %v", err)
			}
		}
		sent := mailtest.Sent(t, m)
		if len(sent) != 1 || sent[0].State != mail.Kept || sent[0].Message != hello {
			t.Errorf("kept %+v, want the message once", sent)
		}
		if got, err := m.Find(t.Context(), "order-1"); err != nil || got.Message != hello {
			t.Errorf("Find = %+v, %v, want the message", got, err)
		}
	})
	t.Run("refuses_what_is_no_mail", func(t *testing.T) {
		t.Parallel()
		m := mailtest.New(t, mongotest.New(t))
		for field, bad := range map[string]mail.Message{
			"to":      {To: "ann@example.org\r\nBcc: bob@example.org", Subject: "s", Text: "t"},
			"subject": {To: "ann@example.org", Subject: "s\r\nBcc: bob@example.org", Text: "t"},
			"text":    {To: "ann@example.org", Subject: "s"},
		} {
			err := m.Send(t.Context(), field, bad)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != field {
				t.Errorf("Send with a bad %s = %v, want fault.Invalid naming it", field, err)
			}
		}
		if sent := mailtest.Sent(t, m); len(sent) != 0 {
			t.Errorf("%d bad mails were stored", len(sent))
		}
	})
}

func TestMailer_Run(t *testing.T) {
	t.Parallel()
	t.Run("delivers_to_the_mail_server", func(t *testing.T) {
		t.Parallel()
		server := startServer(t)
		m := run(t, mongotest.New(t), server.transport(t))
		if err := m.Send(t.Context(), "order-1", hello); err != nil {
			t.Fatalf("Send: %v", err)
		}
		got := server.wait(t, 1)[0]
		if got.from != "shop@example.org" || len(got.to) != 1 || got.to[0] != "ann@example.org" {
			t.Errorf("envelope from %q to %q", got.from, got.to)
		}
		for _, want := range []string{"Subject: Hello", `From: "The Shop" <shop@example.org>`, "To: <ann@example.org>",
			"Auto-Submitted: auto-generated", "multipart/alternative", "<p>Hello Ann</p>", "@example.org>"} {
			if !strings.Contains(got.data, want) {
				t.Errorf("the mail lacks %q:\n%s", want, got.data)
			}
		}
		eventually(t, "the mail is settled", func() bool {
			stored, err := m.Find(t.Context(), "order-1")
			return err == nil && stored.State == mail.Delivered && stored.Text == ""
		})
	})
	t.Run("delivers_each_mail_once_with_several_instances", func(t *testing.T) {
		t.Parallel()
		server, db := startServer(t), mongotest.New(t)
		mailers := []*mail.Mailer{run(t, db, server.transport(t)), run(t, db, server.transport(t)), run(t, db, server.transport(t))}
		var senders sync.WaitGroup
		for _, m := range mailers {
			senders.Go(func() {
				for _, id := range []string{"1", "2", "3", "4", "5"} {
					if err := m.Send(context.Background(), id, hello); err != nil {
						t.Errorf("Send: %v", err)
					}
				}
			})
		}
		senders.Wait()
		server.wait(t, 5)
		time.Sleep(1500 * time.Millisecond) // longer than a poll, so a double delivery had its chance
		if got := server.wait(t, 5); len(got) != 5 {
			t.Errorf("%d mails arrived, want 5", len(got))
		}
	})
	t.Run("gives_up_where_the_server_refuses_for_good", func(t *testing.T) {
		t.Parallel()
		server := startServer(t)
		server.refuse(550)
		m := run(t, mongotest.New(t), server.transport(t))
		if err := m.Send(t.Context(), "order-1", hello); err != nil {
			t.Fatalf("Send: %v", err)
		}
		eventually(t, "the mail has failed", func() bool {
			stored, err := m.Find(t.Context(), "order-1")
			return err == nil && stored.State == mail.Failed && stored.Attempts == 1 && strings.Contains(stored.LastError, "550")
		})
	})
	t.Run("waits_where_the_server_can't_take_it_now", func(t *testing.T) {
		t.Parallel()
		server := startServer(t)
		server.refuse(451)
		m := run(t, mongotest.New(t), server.transport(t))
		if err := m.Send(t.Context(), "order-1", hello); err != nil {
			t.Fatalf("Send: %v", err)
		}
		eventually(t, "the first attempt is noted", func() bool {
			stored, err := m.Find(t.Context(), "order-1")
			return err == nil && stored.State == mail.Queued && stored.Attempts == 1 && stored.LastError != "" && stored.Text != ""
		})
	})
	t.Run("finds_what_a_stopped_instance_left", func(t *testing.T) {
		t.Parallel()
		server, db := startServer(t), mongotest.New(t)
		stopped := mail.New(mongostore.New(db), server.transport(t), slog.New(slog.DiscardHandler))
		if err := stopped.Send(t.Context(), "order-1", hello); err != nil {
			t.Fatalf("Send: %v", err)
		}
		run(t, db, server.transport(t))
		server.wait(t, 1)
	})
}

func TestMailer_Retry_delivers_a_mail_that_was_given_up(t *testing.T) {
	t.Parallel()
	server := startServer(t)
	server.refuse(550)
	m := run(t, mongotest.New(t), server.transport(t))
	if err := m.Send(t.Context(), "order-1", hello); err != nil {
		t.Fatalf("Send: %v", err)
	}
	eventually(t, "the mail has failed", func() bool {
		failed, total, err := m.Failed(t.Context(), 10)
		return err == nil && total == 1 && len(failed) == 1 && failed[0].ID == "order-1"
	})
	server.refuse(0)
	if err := m.Retry(t.Context(), "order-1"); err != nil {
		t.Fatalf("Retry: %v", err)
	}
	if got := server.wait(t, 1)[0]; !strings.Contains(got.data, "Hello Ann") {
		t.Errorf("the mail arrived as %q", got.data)
	}
	eventually(t, "the mail is delivered", func() bool {
		stored, err := m.Find(t.Context(), "order-1")
		return err == nil && stored.State == mail.Delivered
	})
	if err := m.Retry(t.Context(), "order-1"); !errors.Is(err, mail.ErrNoMail) {
		t.Errorf("Retry of a delivered mail = %v, want ErrNoMail", err)
	}
}

// run runs a mailer over db until the test ends.
func run(t *testing.T, db *mongo.DB, transport mail.Transport) *mail.Mailer {
	t.Helper()
	m := mail.New(mongostore.New(db), transport, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(context.Background())
	var worker sync.WaitGroup
	worker.Go(func() { m.Run(ctx) })
	t.Cleanup(func() {
		cancel()
		worker.Wait()
	})
	return m
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !is(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("in vain waited until %s", what)
		}
	}
}
