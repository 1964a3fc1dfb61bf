package coupon_test

import (
	"testing"

	"shop/modules/orders/internal/coupon"
)

func TestNormalise_is_one_form_of_one_code(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"SUMMER-25", " summer-25\n", "Summer -25"} {
		if got := coupon.Normalise(typed); got != "SUMMER-25" {
			t.Errorf("%q is %q", typed, got)
		}
	}
}

func FuzzValid(f *testing.F) {
	f.Add("summer_25")
	f.Add("ſale")
	f.Add("x")
	f.Fuzz(func(t *testing.T, typed string) {
		code := coupon.Normalise(typed)
		if coupon.Normalise(code) != code {
			t.Errorf("%q is normalised twice to something else", typed)
		}
		if !coupon.Valid(code) {
			return
		}
		if len(code) < coupon.MinLength || len(code) > coupon.MaxLength {
			t.Errorf("%q has %d characters", code, len(code))
		}
		for _, r := range code {
			if r > 'Z' && r != '_' || r < '-' {
				t.Errorf("%q has %q", code, r)
			}
		}
	})
}
