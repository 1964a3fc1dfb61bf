package testpay

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"shop/platform/fault"
)

// Operation is what a shop asks of the provider, or the sending of notices.
type Operation string

// The operations.
const (
	OpAuthorise Operation = "authorise"
	OpCapture   Operation = "capture"
	OpFetch     Operation = "fetch"
	OpVoid      Operation = "void"
	OpRefund    Operation = "refund"
	OpNotice    Operation = "notice"
)

// Mischief is one way to misbehave.
type Mischief string

// The ways to misbehave. Twice is for calls and notices, Late for notices, and
// Decline for what may be declined; the others are for calls.
const (
	// ErrorBefore answers 500 and does nothing, ErrorAfter does it first.
	ErrorBefore Mischief = "error-before"
	ErrorAfter  Mischief = "error-after"
	// SilenceBefore never answers and does nothing, SilenceAfter does it first.
	SilenceBefore Mischief = "silence-before"
	SilenceAfter  Mischief = "silence-after"
	// Twice sends a notice twice at once, and does a call twice, as a proxy on
	// the way does that repeats it; the second answer is the one that comes.
	Twice Mischief = "twice"
	// Decline refuses the money: an authorisation at once, a capture although
	// the money was promised.
	Decline Mischief = "decline"
	// Late holds a notice back until later ones have been sent.
	Late Mischief = "late"
)

var (
	ofCalls   = []Mischief{ErrorBefore, ErrorAfter, SilenceBefore, SilenceAfter, Twice}
	ofMoney   = append([]Mischief{Decline}, ofCalls...)
	ofNotices = []Mischief{Twice, Late}
	possible  = map[Operation][]Mischief{
		OpAuthorise: ofMoney, OpCapture: ofMoney,
		OpFetch: ofCalls, OpVoid: ofCalls, OpRefund: ofCalls, OpNotice: ofNotices,
	}
)

// Behaviour says how the provider misbehaves, by operation. Without a rule it
// behaves.
type Behaviour map[Operation]Rule

// Rule says how an operation misbehaves, and how often.
type Rule struct {
	Mischief Mischief `json:"mischief"`
	// Every is 1 where each call misbehaves, 3 where each third does.
	Every int64 `json:"every"`
}

// validate returns fault.Invalid naming what isn't possible.
func (b Behaviour) validate() error {
	var wrong fault.Fields
	for op, rule := range b {
		switch ways, known := possible[op]; {
		case !known:
			wrong.Add(string(op), "There is no such operation.")
		case !slices.Contains(ways, rule.Mischief):
			wrong.Add(string(op), fmt.Sprintf("It can misbehave in these ways: %s.", strings.Trim(fmt.Sprint(ways), "[]")))
		case rule.Every < 1:
			wrong.Add(string(op), "Every must be 1 or more.")
		}
	}
	return wrong.Err()
}

// temper counts calls and tells which of them misbehave, and how.
type temper struct {
	mu        sync.RWMutex
	behaviour Behaviour
	calls     map[Operation]*atomic.Int64
}

func newTemper() *temper {
	t := &temper{calls: make(map[Operation]*atomic.Int64)}
	for op := range possible {
		t.calls[op] = &atomic.Int64{}
	}
	return t
}

func (t *temper) become(b Behaviour) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.behaviour = b
}

// next returns how the next call of the operation misbehaves, "" if it doesn't.
func (t *temper) next(op Operation) Mischief {
	t.mu.RLock()
	defer t.mu.RUnlock()
	rule, bad := t.behaviour[op]
	if n := t.calls[op].Add(1); !bad || n%rule.Every != 0 {
		return ""
	}
	return rule.Mischief
}
