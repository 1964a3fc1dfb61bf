package webhook_test

import (
	"errors"
	"fmt"
	"testing"

	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mongo/mongotest"
	"shop/platform/webhook"
)

var draft = webhook.Draft{URL: "https://example.com/hooks", Events: []string{"parcel.sold", "parcel.lost", "parcel.sold"}, Active: true}

func TestDesk_shows_a_secret_once(t *testing.T) {
	t.Parallel()
	s := newService(mongotest.New(t), webhook.Reach{})
	ctx := staff(t.Context())
	made, err := s.Desk.Create(ctx, s.Desk.NewID(), draft)
	if err != nil || len(made.Secret) < 40 || len(made.Events) != 2 {
		t.Fatalf("Create = %+v, %v", made, err)
	}
	found, err := s.Desk.Find(ctx, made.ID)
	if err != nil || found.Secret != "" || found.URL != draft.URL || !found.Active {
		t.Errorf("Find = %+v, %v", found, err)
	}
	list, err := s.Desk.List(ctx)
	if err != nil || len(list) != 1 || list[0].Secret != "" {
		t.Errorf("List = %+v, %v", list, err)
	}
	changed, err := s.Desk.Change(ctx, made.ID, nil, draft)
	if err != nil || changed.Secret != "" {
		t.Errorf("Change = %+v, %v", changed, err)
	}
	renewed, err := s.Desk.Renew(ctx, made.ID)
	if err != nil || renewed.Secret == "" || renewed.Secret == made.Secret {
		t.Errorf("Renew = %+v, %v", renewed, err)
	}
}

func TestDesk_Create(t *testing.T) {
	t.Parallel()
	s := newService(mongotest.New(t), webhook.Reach{})
	ctx := staff(t.Context())
	t.Run("stores a form once", func(t *testing.T) {
		id := s.Desk.NewID()
		if _, err := s.Desk.Create(ctx, id, draft); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Desk.Create(ctx, id, draft); !errors.Is(err, webhook.ErrHookExists) {
			t.Errorf("again = %v, want ErrHookExists", err)
		}
	})
	t.Run("names what is wrong", func(t *testing.T) {
		for field, bad := range map[string]webhook.Draft{
			"url":    {URL: "example.com", Events: draft.Events},
			"events": {URL: draft.URL, Events: []string{"parcel.eaten"}},
		} {
			_, err := s.Desk.Create(ctx, s.Desk.NewID(), bad)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Path != field {
				t.Errorf("a bad %s: %v", field, err)
			}
		}
		if _, err := s.Desk.Create(ctx, "../x", draft); fault.KindOf(err) != fault.Invalid {
			t.Errorf("a bad id: %v", err)
		}
	})
	t.Run("has an end", func(t *testing.T) {
		var err error
		for range webhook.MaxHooks + 1 {
			if _, err = s.Desk.Create(ctx, s.Desk.NewID(), draft); err != nil {
				break
			}
		}
		if !errors.Is(err, webhook.ErrTooMany) {
			t.Errorf("one too many: %v", err)
		}
	})
}

func TestDesk_Change_knows_the_version(t *testing.T) {
	t.Parallel()
	s := newService(mongotest.New(t), webhook.Reach{})
	ctx := staff(t.Context())
	h, err := s.Desk.Create(ctx, s.Desk.NewID(), draft)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Change(ctx, h.ID, &h.Version, webhook.Draft{URL: "https://example.com/2", Events: draft.Events}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Desk.Change(ctx, h.ID, &h.Version, draft); !errors.Is(err, webhook.ErrConflict) {
		t.Errorf("at a version that is old: %v, want ErrConflict", err)
	}
	stored, err := s.Desk.Find(ctx, h.ID)
	if err != nil || stored.URL != "https://example.com/2" || stored.Active {
		t.Errorf("stored is %+v, %v", stored, err)
	}
	if err := s.Desk.Delete(ctx, h.ID); err != nil {
		t.Fatal(err)
	}
	if err := s.Desk.Delete(ctx, h.ID); !errors.Is(err, webhook.ErrNoHook) {
		t.Errorf("deleted again: %v, want ErrNoHook", err)
	}
	if _, err := s.Desk.Deliveries(ctx, h.ID, 1, 0); !errors.Is(err, webhook.ErrNoHook) {
		t.Errorf("the log of nothing: %v, want ErrNoHook", err)
	}
}

func TestDesk_is_for_staff(t *testing.T) {
	t.Parallel()
	s := newService(mongotest.New(t), webhook.Reach{})
	for name, ctx := range map[string]identity.Caller{"guest": {}, "shopper": {Account: "a", Role: identity.Shopper}} {
		ctx := identity.With(t.Context(), ctx)
		var errs []error
		try := func(err error) { errs = append(errs, err) }
		_, err := s.Desk.List(ctx)
		try(err)
		_, err = s.Desk.Find(ctx, "x")
		try(err)
		_, err = s.Desk.Create(ctx, s.Desk.NewID(), draft)
		try(err)
		_, err = s.Desk.Change(ctx, "x", nil, draft)
		try(err)
		_, err = s.Desk.Renew(ctx, "x")
		try(err)
		try(s.Desk.Delete(ctx, "x"))
		_, err = s.Desk.Test(ctx, "x")
		try(err)
		_, err = s.Desk.Deliveries(ctx, "x", 1, 0)
		try(err)
		try(s.Desk.Replay(ctx, "x", "y"))
		_, err = s.Desk.Dead(ctx)
		try(err)
		for i, err := range errs {
			if kind := fault.KindOf(err); kind != fault.Forbidden && kind != fault.Unauthenticated {
				t.Errorf("a %s got %v from call %d", name, err, i)
			}
		}
	}
}

// Of staff who change a hook at once without a version, nobody's change is
// lost half: each is one or the other.
func TestDesk_changes_at_once(t *testing.T) {
	t.Parallel()
	s := newService(mongotest.New(t), webhook.Reach{})
	ctx := staff(t.Context())
	h, err := s.Desk.Create(ctx, s.Desk.NewID(), draft)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 4)
	for i := range 4 {
		go func() {
			_, err := s.Desk.Change(ctx, h.ID, nil, webhook.Draft{URL: fmt.Sprint("https://example.com/", i), Events: draft.Events})
			done <- err
		}()
	}
	landed := int64(0)
	for range 4 {
		if err := <-done; err == nil {
			landed++
		} else if !errors.Is(err, webhook.ErrConflict) {
			t.Error(err)
		}
	}
	stored, err := s.Desk.Find(ctx, h.ID)
	if err != nil || stored.Version != 1+landed || landed == 0 {
		t.Errorf("version %d after %d changes, %v", stored.Version, landed, err)
	}
}
