package prove

import (
	"strings"
	"testing"

	contract "shop/modules/orders"
)

// A judge who finds nothing wrong proves nothing: each way to break a promise
// is noticed.
func TestJudge_finds_what_is_wrong(t *testing.T) {
	t.Parallel()
	crowd := Crowd{SKUs: 1, Units: 2, Buyers: 3}
	sound := func() ([]outcome, contract.AuditReport) {
		return []outcome{{paid: "A", repeats: 1}, {paid: "B"}, {soldOut: true}}, contract.AuditReport{
			Stock:  []contract.StockEquation{{SKU: "S", Sold: 2, Received: 2}},
			Placed: []string{"A", "B"}, Captures: 2,
		}
	}
	outcomes, audit := sound()
	if r := judge(crowd, outcomes, audit, 1); len(r.Violations) != 0 || r.Orders != 2 || r.SoldOut != 1 || r.Repeats != 1 || r.Duplicates != 0 {
		t.Errorf("a sound shop: %+v", r)
	}
	for want, spoil := range map[string]func([]outcome, *contract.AuditReport){
		"is lost":               func(_ []outcome, a *contract.AuditReport) { a.Placed[1] = "C" },
		"behind its buyer's":    func(o []outcome, _ *contract.AuditReport) { o[1] = outcome{soldOut: true} },
		"sold to 2 buyers":      func(o []outcome, _ *contract.AuditReport) { o[1].paid = "A" },
		"but 3 payments":        func(_ []outcome, a *contract.AuditReport) { a.Captures = 3 },
		"3 of 2 units":          func(_ []outcome, a *contract.AuditReport) { a.Stock[0].Sold = 3 },
		"the audit says so":     func(_ []outcome, a *contract.AuditReport) { a.Violations = []string{"the audit says so"} },
		"one key is two orders": func(o []outcome, _ *contract.AuditReport) { o[0].violation = "one key is two orders" },
	} {
		outcomes, audit := sound()
		spoil(outcomes, &audit)
		r := judge(crowd, outcomes, audit, 1)
		if !strings.Contains(strings.Join(r.Violations, "\n"), want) {
			t.Errorf("violations %q, want one that says %q", r.Violations, want)
		}
		var printed strings.Builder
		if r.Print(&printed); !strings.Contains(printed.String(), "VIOLATION  ") {
			t.Errorf("the report doesn't show it:\n%s", &printed)
		}
	}
}
