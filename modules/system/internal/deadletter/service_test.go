package deadletter_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shop/modules/system/internal/deadletter"
	"shop/modules/system/internal/systemtest"
	"shop/platform/fault"
	"shop/platform/identity"
	"shop/platform/mail"
	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

// asStaff is a context in which staff acts.
func asStaff(t *testing.T) context.Context {
	t.Helper()
	return identity.With(t.Context(), systemtest.Staff)
}

func TestService_is_for_staff_only(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	id := p.Bury(t, "parcel-1", "lost")
	p.Refuse(t, "ann", "Your order")
	for name, tc := range map[string]struct {
		caller identity.Caller
		want   error
	}{
		"guest":   {identity.Caller{}, identity.ErrSignIn},
		"shopper": {systemtest.Shopper, identity.ErrStaffOnly},
	} {
		ctx := identity.With(t.Context(), tc.caller)
		_, list := p.Letters.List(ctx, 1, 10)
		_, all := p.Letters.RetryAll(ctx)
		_, _, mails := p.Letters.Mails(ctx, 10)
		_, _, discarded := p.Letters.Discarded(ctx, 10)
		for what, err := range map[string]error{
			"Discard": p.Letters.Discard(ctx, id), "Discarded": discarded,
			"List": list, "Retry": p.Letters.Retry(ctx, id), "RetryAll": all,
			"Mails": mails, "RetryMail": p.Letters.RetryMail(ctx, "ann"),
		} {
			if !errors.Is(err, tc.want) {
				t.Errorf("%s by a %s: %v, want %v", what, name, err, tc.want)
			}
		}
	}
	if page, err := p.Letters.List(asStaff(t), 1, 10); err != nil || page.Total != 1 {
		t.Errorf("%d events are dead (%v), want the one untouched", page.Total, err)
	}
	if state := p.MailState(t, "ann"); state != mail.Failed {
		t.Errorf("the mail is %s, want it untouched", state)
	}
	if log := p.Audit.String(); log != "" {
		t.Errorf("logged: %s", log)
	}
}

func TestService_List(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	for i := range 5 {
		p.Bury(t, fmt.Sprint("parcel-", i), "panic: lost\n\ngoroutine 17 [running]:")
	}
	for name, tc := range map[string]struct {
		page, limit int
		first       string
		events      int
		at, pages   int
	}{
		"newest first":                       {1, 2, "parcel-4", 2, 1, 3},
		"the last page":                      {3, 2, "parcel-0", 1, 3, 3},
		"after the end is the last page":     {9, 2, "parcel-0", 1, 3, 3},
		"before the beginning is the first":  {-1, 2, "parcel-4", 2, 1, 3},
		"no limit is the usual one":          {1, 0, "parcel-4", 5, 1, 1},
		"a limit beyond reason is cut":       {1, 1 << 40, "parcel-4", 5, 1, 1},
		"a page beyond reason is the last's": {1 << 40, 3, "parcel-1", 2, 2, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := p.Letters.List(asStaff(t), tc.page, tc.limit)
			if err != nil || len(got.Items) != tc.events || got.Page != tc.at || got.Pages != tc.pages || got.Total != 5 {
				t.Fatalf("%d events, page %d of %d, %d in all, %v", len(got.Items), got.Page, got.Pages, got.Total, err)
			}
			e := got.Items[0]
			f := e.Failures[0]
			if e.Subject != tc.first || e.Name != "parcel.sent" || f.Reason() != "panic: lost" || f.Attempts != 20 || f.Subscription != systemtest.Subscription {
				t.Errorf("first is %+v", e)
			}
		})
	}
	none, err := systemtest.New(t).Letters.List(asStaff(t), 1, 10)
	if err != nil || none.Page != 1 || none.Pages != 1 || none.Total != 0 || len(none.Items) != 0 {
		t.Errorf("of nothing it is %+v, %v", none, err)
	}
}

func TestService_Retry_has_the_event_handled_once_and_says_whose_doing_it_was(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	id := p.Bury(t, "parcel-1", "lost")
	p.Bury(t, "parcel-2", "lost")
	var succeeded atomic.Int32
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			err := p.Letters.Retry(asStaff(t), id)
			if err == nil {
				succeeded.Add(1)
			} else if fault.KindOf(err) != fault.NotFound {
				t.Error(err)
			}
		})
	}
	all.Wait()
	redistest.WaitFor(t, "the event", func() bool { return p.Handled("parcel-1") > 0 })
	if succeeded.Load() != 1 || p.Handled("parcel-1") != 1 || p.Handled("parcel-2") != 0 {
		t.Errorf("%d retries succeeded, handled %d and %d times", succeeded.Load(), p.Handled("parcel-1"), p.Handled("parcel-2"))
	}
	log := p.Audit.String()
	if strings.Count(log, "\n") != 1 || !strings.Contains(log, `"event":"`+id+`"`) || !strings.Contains(log, `"by":"staff-1"`) {
		t.Errorf("logged: %s", log)
	}
}

func TestService_RetryAll(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	for i := range 3 {
		p.Bury(t, fmt.Sprint("parcel-", i), "lost")
	}
	if n, err := p.Letters.RetryAll(asStaff(t)); n != 3 || err != nil {
		t.Errorf("%d events, %v; want 3", n, err)
	}
	for i := range 3 {
		redistest.WaitFor(t, "the event", func() bool { return p.Handled(fmt.Sprint("parcel-", i)) == 1 })
	}
	if n, err := p.Letters.RetryAll(asStaff(t)); n != 0 || err != nil {
		t.Errorf("again: %d events, %v; want none", n, err)
	}
	if log := p.Audit.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, `"events":3,"by":"staff-1"`) {
		t.Errorf("logged: %s", log)
	}
}

func TestService_Discard_ends_the_event_for_good_and_keeps_whose_decision_it_was(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	id := p.Bury(t, "parcel-1", "lost")
	p.Bury(t, "parcel-2", "lost")
	if err := p.Letters.Discard(asStaff(t), id); err != nil {
		t.Fatal(err)
	}
	for what, again := range map[string]func(context.Context, string) error{"Discard": p.Letters.Discard, "Retry": p.Letters.Retry} {
		if err := again(asStaff(t), id); fault.KindOf(err) != fault.NotFound {
			t.Errorf("%s of it then: %v, want not found", what, err)
		}
	}
	if n, err := p.Letters.RetryAll(asStaff(t)); n != 1 || err != nil {
		t.Errorf("%d events were revived, %v; want the other one", n, err)
	}
	redistest.WaitFor(t, "the other event", func() bool { return p.Handled("parcel-2") == 1 })
	if n := p.Handled("parcel-1"); n != 0 {
		t.Errorf("the discarded event was handled %d times", n)
	}
	kept, total, err := p.Letters.Discarded(asStaff(t), 10)
	if err != nil || total != 1 || len(kept) != 1 {
		t.Fatalf("%+v of %d, %v; want one", kept, total, err)
	}
	by := deadletter.Person{Account: systemtest.Staff.Account, Name: systemtest.Staff.Name}
	if d := kept[0]; d.ID != id || d.By != by || time.Since(d.At) > time.Minute || d.Failures[0].Reason() != "lost" {
		t.Errorf("kept is %+v", d)
	}
	log := p.Audit.String()
	if !strings.Contains(log, `"msg":"system: a failed event is discarded","event":"`+id+`","by":"staff-1"`) {
		t.Errorf("logged: %s", log)
	}
}

func TestService_RetryMail(t *testing.T) {
	t.Parallel()
	p := systemtest.New(t)
	p.Refuse(t, "ann", "Your order")
	p.Refuse(t, "bob", "Your parcel")
	mails, total, err := p.Letters.Mails(asStaff(t), 1)
	if err != nil || total != 2 || len(mails) != 1 {
		t.Fatalf("%+v of %d, %v", mails, total, err)
	}
	m := mails[0]
	if m.ID != "bob" || m.To != "bob@example.org" || m.Subject != "Your parcel" || m.Reason() != "550 no such mailbox" || m.Attempts != 1 || time.Since(m.WrittenAt) > time.Minute {
		t.Errorf("mail = %+v", m)
	}
	if err := p.Letters.RetryMail(asStaff(t), "ann"); err != nil {
		t.Fatal(err)
	}
	if err := p.Letters.RetryMail(asStaff(t), "ann"); fault.KindOf(err) != fault.NotFound {
		t.Errorf("again: %v, want not found", err)
	}
	if a, b := p.MailState(t, "ann"), p.MailState(t, "bob"); a != mail.Queued || b != mail.Failed {
		t.Errorf("the mails are %s and %s", a, b)
	}
	if log := p.Audit.String(); strings.Count(log, "\n") != 1 || !strings.Contains(log, `"mail":"ann","by":"staff-1"`) {
		t.Errorf("logged: %s", log)
	}
}

func TestService_says_that_the_database_is_away(t *testing.T) {
	t.Parallel()
	proxy := mongotest.NewProxy(t)
	p := systemtest.Over(t, mongotest.Connect(t, proxy.URL(), mongotest.NewName()), redistest.New(t))
	proxy.Cut()
	_, list := p.Letters.List(asStaff(t), 1, 10)
	_, _, mails := p.Letters.Mails(asStaff(t), 10)
	for what, err := range map[string]error{"List": list, "Mails": mails, "Retry": p.Letters.Retry(asStaff(t), "e"), "Discard": p.Letters.Discard(asStaff(t), "e")} {
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: %v, want unavailable", what, err)
		}
	}
}
