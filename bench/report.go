package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"
)

// figure is one row of the report.
type figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
	// Yardstick is the same measured on a bare handler, Ratio Value by it;
	// absent where there is none.
	Yardstick *float64 `json:"yardstick"`
	Ratio     *float64 `json:"ratio"`
	// Goal is of the ratio where there is one, else of the value; absent where
	// none was set.
	Goal   *float64 `json:"goal"`
	Better string   `json:"better"`
	// Command gives this figure alone.
	Command string `json:"command"`
}

// The values of figure.Better.
const (
	higher = "higher"
	lower  = "lower"
)

// met reports whether the figure reaches its goal; one without a goal does.
func (f figure) met() bool {
	if f.Goal == nil {
		return true
	}
	got := f.Value
	if f.Ratio != nil {
		got = *f.Ratio
	}
	if f.Better == lower {
		return got <= *f.Goal
	}
	return got >= *f.Goal
}

// against adds what the yardstick did.
func (f figure) against(yardstick float64) figure {
	ratio := round(f.Value/yardstick, 3)
	f.Yardstick, f.Ratio = &yardstick, &ratio
	return f
}

// printTable writes the figures as a table for people.
func printTable(out io.Writer, figures []figure) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "WHAT\tSHOP\tYARDSTICK\tRATIO\tGOAL\t")
	missed := 0
	for _, f := range figures {
		goal, verdict := "", ""
		if f.Goal != nil {
			sign := "≥"
			if f.Better == lower {
				sign = "≤"
			}
			goal, verdict = fmt.Sprintf("%s %g", sign, *f.Goal), "met"
		}
		if !f.met() {
			verdict = "MISSED"
			missed++
		}
		fmt.Fprintf(w, "%s\t%s %s\t%s\t%s\t%s\t%s\n", f.Name, number(&f.Value), f.Unit, number(f.Yardstick), number(f.Ratio), goal, verdict)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%d figures, %d goals missed.\n", len(figures), missed)
	return err
}

func number(v *float64) string {
	switch {
	case v == nil:
		return "-"
	case *v >= 1000:
		return fmt.Sprintf("%.0f", *v)
	default:
		return fmt.Sprintf("%.3g", *v)
	}
}

// writeReport writes the figures as JSON.
func writeReport(file string, figures []figure) error {
	text, err := json.MarshalIndent(figures, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
