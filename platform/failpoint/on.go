//go:build failpoints

package failpoint

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// variable says what happens where.
const variable = "SHOP_FAILPOINTS"

// orders are what the environment says, by point.
var orders = sync.OnceValue(func() map[Point]*order {
	parsed, err := parse(os.Getenv(variable))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	return parsed
})

// order is what happens at one point, when it is passed for the nth time.
type order struct {
	mu     sync.Mutex
	signal syscall.Signal
	left   int // passes until it happens
}

var signals = map[string]syscall.Signal{"kill": syscall.SIGKILL, "stop": syscall.SIGSTOP}

// parse reads "point=kill@2,point=stop@1".
func parse(text string) (map[Point]*order, error) {
	parsed := make(map[Point]*order)
	for _, one := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' }) {
		name, what, _ := strings.Cut(one, "=")
		how, nth, _ := strings.Cut(what, "@")
		n, err := strconv.Atoi(nth)
		if !slices.Contains(All(), Point(name)) || signals[how] == 0 || err != nil || n < 1 {
			return nil, fmt.Errorf("%s: %q is not like checkout:held=kill@1", variable, one)
		}
		parsed[Point(name)] = &order{signal: signals[how], left: n}
	}
	return parsed, nil
}

// Here does at a point what SHOP_FAILPOINTS says.
func Here(p Point) {
	if o := orders()[p]; o != nil && o.due() {
		_ = syscall.Kill(os.Getpid(), o.signal)
		// A signal to oneself may come a moment later, and nothing may happen
		// in between.
		if o.signal == syscall.SIGKILL {
			select {}
		}
	}
}

func (o *order) due() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.left--
	return o.left == 0
}
