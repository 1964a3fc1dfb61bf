package mongostore_test

import (
	"errors"
	"testing"
	"time"

	"shop/platform/mail"
	"shop/platform/mail/mongostore"
	"shop/platform/mongo"
	"shop/platform/mongo/mongotest"
)

func TestBox_Put_stores_one_mail_per_id(t *testing.T) {
	t.Parallel()
	box := newBox(t)
	put(t, box, "a", "first")
	put(t, box, "a", "second")
	if got, err := box.Find(t.Context(), "a"); err != nil || got.Subject != "first" {
		t.Errorf("Find = %q, %v, want the first mail put under the id", got.Subject, err)
	}
	if _, err := box.Find(t.Context(), "b"); !errors.Is(err, mail.ErrNoMail) {
		t.Errorf("Find of an unknown id = %v, want ErrNoMail", err)
	}
}

func TestBox_Lease(t *testing.T) {
	t.Parallel()
	t.Run("gives_a_mail_to_one_worker_at_a_time", func(t *testing.T) {
		t.Parallel()
		box := newBox(t)
		put(t, box, "a", "hello")
		first, err := box.Lease(t.Context(), 300*time.Millisecond)
		if err != nil || first.Attempts != 1 {
			t.Fatalf("Lease = attempt %d, %v, want attempt 1", first.Attempts, err)
		}
		if _, err := box.Lease(t.Context(), time.Minute); !errors.Is(err, mail.ErrNoMail) {
			t.Errorf("a second Lease = %v, want ErrNoMail", err)
		}
		time.Sleep(350 * time.Millisecond)
		second, err := box.Lease(t.Context(), time.Minute)
		if err != nil || second.Attempts != 2 {
			t.Errorf("Lease after the first one ran out = attempt %d, %v, want attempt 2", second.Attempts, err)
		}
		if err := box.Settle(t.Context(), first, mail.Outcome{State: mail.Failed}); err != nil {
			t.Fatal(err)
		}
		if got, _ := box.Find(t.Context(), "a"); got.State != mail.Queued {
			t.Errorf("a worker whose lease had passed on settled the mail as %s", got.State)
		}
	})
	t.Run("skips_kept_mails", func(t *testing.T) {
		t.Parallel()
		box := newBox(t)
		m := mail.Mail{ID: "a", State: mail.Kept, QueuedAt: time.Now()}
		if err := box.Put(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		if _, err := box.Lease(t.Context(), time.Minute); !errors.Is(err, mail.ErrNoMail) {
			t.Errorf("Lease = %v, want ErrNoMail", err)
		}
	})
}

func TestBox_Settle(t *testing.T) {
	t.Parallel()
	t.Run("removes_the_text_of_a_delivered_mail", func(t *testing.T) {
		t.Parallel()
		box := newBox(t)
		got := settle(t, box, mail.Outcome{State: mail.Delivered})
		if got.State != mail.Delivered || got.Text != "" || got.HTML != "" || got.Lease != "" {
			t.Errorf("the mail is %+v, want it delivered and without text", got)
		}
	})
	t.Run("keeps_what_the_server_said_letter_by_letter", func(t *testing.T) {
		t.Parallel()
		box := newBox(t)
		got := settle(t, box, mail.Outcome{State: mail.Queued, RetryIn: time.Hour, Error: "$to rejected"})
		if got.LastError != "$to rejected" || got.Text == "" {
			t.Errorf("the mail is %+v, want the error and the text kept", got)
		}
		if _, err := box.Lease(t.Context(), time.Minute); !errors.Is(err, mail.ErrNoMail) {
			t.Errorf("Lease within the pause = %v, want ErrNoMail", err)
		}
	})
}

func TestBox_Recent_is_newest_first(t *testing.T) {
	t.Parallel()
	box := newBox(t)
	for _, id := range []string{"a", "b", "c"} {
		put(t, box, id, id)
		time.Sleep(2 * time.Millisecond) // MongoDB's times are to the millisecond
	}
	got, err := box.Recent(t.Context(), 2)
	if err != nil || len(got) != 2 || got[0].ID != "c" || got[1].ID != "b" {
		t.Errorf("Recent = %+v, %v, want c and b", got, err)
	}
}

func TestBox_Requeue(t *testing.T) {
	t.Parallel()
	t.Run("has_a_failed_mail_tried_as_if_it_were_new_once", func(t *testing.T) {
		t.Parallel()
		box := newBox(t)
		settle(t, box, mail.Outcome{State: mail.Failed, Error: "no such mailbox"})
		if err := box.Requeue(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		if err := box.Requeue(t.Context(), "a"); !errors.Is(err, mail.ErrNoMail) {
			t.Errorf("Requeue again = %v, want ErrNoMail", err)
		}
		got, err := box.Lease(t.Context(), time.Minute)
		if err != nil || got.Attempts != 1 || got.Text == "" {
			t.Errorf("Lease = %+v, %v, want the mail's first attempt", got, err)
		}
	})
	t.Run("refuses_what_did_not_fail", func(t *testing.T) {
		t.Parallel()
		box := newBox(t)
		settle(t, box, mail.Outcome{State: mail.Delivered})
		for _, id := range []string{"a", "b", ""} {
			if err := box.Requeue(t.Context(), id); !errors.Is(err, mail.ErrNoMail) {
				t.Errorf("Requeue(%q) = %v, want ErrNoMail", id, err)
			}
		}
		if got, _ := box.Find(t.Context(), "a"); got.State != mail.Delivered {
			t.Errorf("the delivered mail is %s", got.State)
		}
	})
}

func TestBox_Failed_lists_what_failed_last_first(t *testing.T) {
	t.Parallel()
	box := newBox(t)
	put(t, box, "waits", "hello")
	if _, err := box.Lease(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"a", "b", "c"} {
		put(t, box, id, id)
		leased, err := box.Lease(t.Context(), time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if err := box.Settle(t.Context(), leased, mail.Outcome{State: mail.Failed, Error: "refused"}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * time.Millisecond) // MongoDB's times are to the millisecond
	}
	got, total, err := box.Failed(t.Context(), 2)
	if err != nil || total != 3 || len(got) != 2 || got[0].ID != "c" || got[1].ID != "b" || got[0].LastError != "refused" {
		t.Errorf("Failed = %+v of %d, %v, want c and b of 3", got, total, err)
	}
}

func newBox(t *testing.T) *mongostore.Box {
	t.Helper()
	db := mongotest.New(t)
	if err := mongo.Setup(t.Context(), db, []mongo.Indexes{mongostore.Indexes()}, nil); err != nil {
		t.Fatalf("Setup: %v", err)
	}
	return mongostore.New(db)
}

func put(t *testing.T, box *mongostore.Box, id, subject string) {
	t.Helper()
	err := box.Put(t.Context(), mail.Mail{
		ID: id, State: mail.Queued, QueuedAt: time.Now(),
		Message: mail.Message{To: "ann@example.org", Subject: subject, Text: "text", HTML: "<p>html</p>"},
	})
	if err != nil {
		t.Fatalf("Put: %v", err)
	}
}

func settle(t *testing.T, box *mongostore.Box, o mail.Outcome) mail.Mail {
	t.Helper()
	put(t, box, "a", "hello")
	leased, err := box.Lease(t.Context(), time.Minute)
	if err != nil {
		t.Fatalf("Lease: %v", err)
	}
	if err := box.Settle(t.Context(), leased, o); err != nil {
		t.Fatalf("Settle: %v", err)
	}
	got, err := box.Find(t.Context(), "a")
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	return got
}
