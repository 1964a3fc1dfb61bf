package fault_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shop/platform/fault"
)

var errSoldOut = fault.New(fault.Conflict, "sold-out", "There are not enough units left.")

func TestError_Is_compares_kind_and_code_whatever_the_details(t *testing.T) {
	err := fmt.Errorf("place order: %w", errSoldOut.WithDetail("available", 2).WithMessage("Only %d left.", 2))
	if !errors.Is(err, errSoldOut) {
		t.Error("a detailed copy is no longer the same fault")
	}
	if errors.Is(err, fault.New(fault.Conflict, "other", "")) {
		t.Error("another code is taken for the same fault")
	}
	if errors.Is(err, fault.New(fault.NotFound, "sold-out", "")) {
		t.Error("another kind is taken for the same fault")
	}
}

func TestError_keeps_its_cause(t *testing.T) {
	err := errSoldOut.Because(context.DeadlineExceeded)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error("the cause is lost")
	}
	if wrapped := fault.Wrap(context.Canceled, fault.Unavailable, "away", "Away."); !errors.Is(wrapped, context.Canceled) {
		t.Error("Wrap loses the cause")
	}
}

func TestError_With_leaves_the_original_alone(t *testing.T) {
	base := errSoldOut.WithDetail("a", 1).WithField("x", "first")
	_ = base.WithDetail("b", 2).WithField("y", "second").WithRetryAfter(time.Second).WithMessage("changed")
	want := &fault.Error{
		Kind: fault.Conflict, Code: "sold-out", Message: "There are not enough units left.",
		Fields:  []fault.Field{{Path: "x", Message: "first"}},
		Details: map[string]any{"a": 1},
	}
	if diff := cmp.Diff(want, base, cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".cause" }, cmp.Ignore())); diff != "" {
		t.Error(diff)
	}
	if errSoldOut.Details != nil {
		t.Error("the declared error was changed")
	}
}

func TestKindOf(t *testing.T) {
	for _, tc := range []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"a fault", errSoldOut, fault.Conflict},
		{"a wrapped fault", fmt.Errorf("while: %w", errSoldOut), fault.Conflict},
		{"the outermost of two", fault.Wrap(errSoldOut, fault.Unavailable, "x", "x"), fault.Unavailable},
		{"anything else", errors.New("boom"), fault.Internal},
	} {
		if got := fault.KindOf(tc.err); got != tc.want {
			t.Errorf("%s: %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestFields_gathers_all_wrong_values(t *testing.T) {
	var address fault.Fields
	address.Add("city", "Enter a city.")
	var all fault.Fields
	all.Add("email", "Enter an e-mail address.")
	if err := all.Merge("shippingAddress.", address.Err()); err != nil {
		t.Fatalf("merge: %v", err)
	}
	var got *fault.Error
	if !errors.As(all.Err(), &got) || got.Kind != fault.Invalid {
		t.Fatalf("got %v, want an Invalid fault", all.Err())
	}
	want := []fault.Field{
		{Path: "email", Message: "Enter an e-mail address."},
		{Path: "shippingAddress.city", Message: "Enter a city."},
	}
	if diff := cmp.Diff(want, got.Fields); diff != "" {
		t.Error(diff)
	}
}

func TestFields_Merge_hands_back_what_names_no_field(t *testing.T) {
	var all fault.Fields
	boom := errors.New("boom")
	if got := all.Merge("x.", boom); !errors.Is(got, boom) {
		t.Errorf("got %v, want the error itself", got)
	}
	if all.Merge("x.", nil) != nil || all.Err() != nil {
		t.Error("nothing wrong became an error")
	}
}

func ExampleFields() {
	var f fault.Fields
	f.Add("postalCode", "Enter a postal code of five digits.")
	fmt.Println(f.Err())
	// Output: Some of the values need another look. [postalCode: Enter a postal code of five digits.]
}
