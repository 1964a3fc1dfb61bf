package failpoint_test

import (
	"slices"
	"testing"

	"shop/platform/failpoint"
)

func TestAll_has_each_point_once(t *testing.T) {
	t.Parallel()
	all := failpoint.All()
	slices.Sort(all)
	if n := len(all); n < 15 || len(slices.Compact(all)) != n {
		t.Errorf("points %q", all)
	}
}

// Without the build tag a point is passed as if it weren't there.
func TestHere_costs_nothing(t *testing.T) {
	if n := testing.AllocsPerRun(100, func() { failpoint.Here(failpoint.Held) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
