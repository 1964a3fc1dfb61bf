package e2e_test

import (
	"encoding/json"
	"testing"

	"shop/platform/mongo/mongotest"
	"shop/platform/redis/redistest"
)

// proof is what "shop prove oversell --json" prints.
type proof struct {
	Shop, Naive struct {
		Orders, Captures, Duplicates, Repeats, SoldOut int
		Violations                                     []string
	}
}

func TestProve_oversell_sells_what_there_is_and_the_naive_way_more(t *testing.T) {
	t.Parallel()
	s := newShop(t, "MONGO_URL="+mongotest.URL(t), "REDIS_URL="+redistest.Server(t).URL())
	text, code := s.command(t, "prove", "oversell", "--skus", "2", "--units", "10", "--buyers", "80", "--naive", "--json")
	if code != 0 {
		t.Fatalf("exit code %d:\n%s", code, text)
	}
	var p proof
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		t.Fatalf("%v:\n%s", err, text)
	}
	if got := p.Shop; got.Orders != 20 || got.Captures != 20 || got.Duplicates != 0 || got.SoldOut != 60 || got.Repeats == 0 || len(got.Violations) != 0 {
		t.Errorf("the shop: %+v", got)
	}
	if got := p.Naive; len(got.Violations) == 0 || got.Orders <= 20 {
		t.Errorf("the naive way is no worse: %+v", got)
	}
}
