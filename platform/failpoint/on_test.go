//go:build failpoints

package failpoint

import (
	"syscall"
	"testing"
)

func TestParse_takes_points_that_exist_and_signals_that_are_known(t *testing.T) {
	t.Parallel()
	orders, err := parse("checkout:held=kill@2,webhook:stored=stop@1")
	if err != nil || len(orders) != 2 || orders[Held].signal != syscall.SIGKILL || orders[WebhookStored].signal != syscall.SIGSTOP {
		t.Errorf("orders %v, %v", orders, err)
	}
	for range 4 {
		due := orders[Held].due()
		if due != (orders[Held].left == 0) {
			t.Errorf("due %v with %d passes left", due, orders[Held].left)
		}
	}
	for _, bad := range []string{"checkout:lunch=kill@1", "checkout:held=tickle@1", "checkout:held=kill", "checkout:held=kill@0", "checkout:held"} {
		if _, err := parse(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
