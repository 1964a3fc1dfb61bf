package orders

import (
	"math"
	"strconv"
)

// The chart's size in its own units; it scales to the width it gets.
const (
	chartWidth  = 640
	chartHeight = 180
	chartBase   = 152 // where the columns stand
	chartTop    = 12  // the highest column's upper end
)

// column is one day's place in the chart.
type column struct {
	x, y, width, height string
	// label is written below it, empty where there is no room.
	label, labelX string
	title         string
	last          bool
}

// columns lays the days out: the best day fills the height, and a day that sold
// anything at all can be seen.
func columns(days []AdminDay) []column {
	var best int64
	for _, d := range days {
		best = max(best, d.Amount)
	}
	step := float64(chartWidth) / float64(max(len(days), 1))
	width := math.Min(step*0.68, 44)
	every := (len(days) + 6) / 7
	out := make([]column, len(days))
	for i, d := range days {
		height := 2.0
		if best > 0 && d.Amount > 0 {
			height = math.Max(4, float64(d.Amount)/float64(best)*(chartBase-chartTop))
		}
		middle := (float64(i) + 0.5) * step
		out[i] = column{
			x: units(middle - width/2), y: units(chartBase - height),
			width: units(width), height: units(height),
			labelX: units(middle), title: d.Date.Format("Mon 2 Jan") + ": " + d.Revenue,
			last: i == len(days)-1,
		}
		if (len(days)-1-i)%every == 0 {
			out[i].label = d.Date.Format("2 Jan")
		}
	}
	return out
}

func units(f float64) string { return strconv.FormatFloat(f, 'f', 1, 64) }

// best is the formatted revenue of the best day, the chart's upper line.
func best(days []AdminDay) string {
	var top AdminDay
	for _, d := range days {
		if d.Amount >= top.Amount {
			top = d
		}
	}
	return top.Revenue
}
