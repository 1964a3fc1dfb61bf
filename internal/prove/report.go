package prove

import (
	"fmt"
	"io"
	"text/tabwriter"

	contract "shop/modules/orders"
)

// Report is what became of a crowd.
type Report struct {
	Crowd
	// Stock has the ledger equation of each SKU.
	Stock []contract.StockEquation
	// Orders were paid, Captures are what the payment provider took.
	Orders, Captures int
	// Repeats were sent again and got the same order; Duplicates are orders
	// beyond one for each buyer.
	Repeats, Duplicates int
	// SoldOut buyers were told that nothing was left, Late ones that it took
	// too long.
	SoldOut, Late int
	// Seconds is how long the buyers took.
	Seconds    float64
	Violations []string
}

func (r *Report) violation(format string, args ...any) {
	r.Violations = append(r.Violations, fmt.Sprintf(format, args...))
}

// Print writes the report for people.
func (r Report) Print(out io.Writer) {
	w := tabwriter.NewWriter(out, 0, 0, 1, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(w, "SKU\tavailable\t+\theld\t+\tsold\t=\treceived\t-\twritten off\t")
	for _, e := range r.Stock {
		sign := "="
		if e.Available+e.Held+e.Sold != e.Received-e.WrittenOff {
			sign = "≠"
		}
		_, _ = fmt.Fprintf(w, "%s\t%d\t+\t%d\t+\t%d\t%s\t%d\t-\t%d\t\n", e.SKU, e.Available, e.Held, e.Sold, sign, e.Received, e.WrittenOff)
	}
	_ = w.Flush()
	_, _ = fmt.Fprintf(out, "\n%d buyers, %d units: %d orders, %d captures, %d duplicates; %d sold out, %d too late; %d repeats; %.1f s\n",
		r.Buyers, r.SKUs*r.Units, r.Orders, r.Captures, r.Duplicates, r.SoldOut, r.Late, r.Repeats, r.Seconds)
	for i, v := range r.Violations {
		if i == maxShown {
			_, _ = fmt.Fprintf(out, "VIOLATION  and %d more\n", len(r.Violations)-i)
			break
		}
		_, _ = fmt.Fprintf(out, "VIOLATION  %s\n", v)
	}
}

// maxShown is how many violations are printed.
const maxShown = 10
