package stock

import (
	"errors"
	"testing"

	"shop/modules/catalog"
	"shop/platform/fault"
)

func TestAccount_counts_open_holds_only(t *testing.T) {
	a := Account{
		Tracked: true, Available: 5, Threshold: 5,
		Holds: []Held{{Order: "a", Quantity: 2}, {Order: "d", Quantity: 1}}, Settled: []Settled{{Order: "b"}, {Order: "c"}},
	}
	if a.Held() != 3 {
		t.Errorf("held %d", a.Held())
	}
	if !a.IsLow() {
		t.Error("at its threshold the stock is low")
	}
	a.Tracked = false
	if a.IsLow() {
		t.Error("what isn't counted is never low")
	}
	for order, known := range map[string]bool{"a": true, "c": true, "e": false} {
		if a.knows(order) != known {
			t.Errorf("knows %s: %v", order, !known)
		}
	}
}

func TestLevels_of_an_unknown_SKU_sell_nothing(t *testing.T) {
	levels := Levels{"counted": {Tracked: true, Available: 1}, "gone": {Tracked: true}, "always": {}}
	for sku, want := range map[catalog.SKU]bool{"counted": true, "gone": false, "always": true, "unknown": false} {
		if got := levels.Of(sku).Sellable(); got != want {
			t.Errorf("%s sells: %v", sku, got)
		}
	}
}

func TestAccount_refusal_says_why(t *testing.T) {
	a := Account{Tracked: true, Available: 3, Version: 5, Applied: []string{"known"}}
	change := func(id string, version int64) Change {
		return Change{Entry: Entry{Movement: Movement{ID: id, Kind: WrittenOff, Quantity: 9}}, Version: version}
	}
	if err := a.refusal(change("known", 0)); err != nil {
		t.Errorf("a change that was made: %v", err)
	}
	if err := a.refusal(change("new", 4)); !errors.Is(err, errMoved) {
		t.Errorf("a change of an old version: %v", err)
	}
	if err := a.refusal(change("new", 0)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("too much: %v", err)
	}
	a.Tracked = false
	if err := a.refusal(change("new", 0)); fault.KindOf(err) != fault.Invalid {
		t.Errorf("not counted: %v", err)
	}
}
