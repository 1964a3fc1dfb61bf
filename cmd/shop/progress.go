package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
)

// bar shows how far something is: drawn on a terminal, nothing elsewhere.
type bar struct {
	out   io.Writer
	label string
	drawn *progressbar.ProgressBar
}

func newBar(out io.Writer, label string) *bar {
	if c, is := out.(console); is {
		out = c.Writer
	}
	if !isTerminal(out) {
		out = io.Discard
	}
	return &bar{out: out, label: label}
}

// progress is called with how many of how many are done; total may grow.
func (b *bar) progress(done, total int) {
	if b.drawn == nil {
		b.drawn = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(b.out),
			progressbar.OptionSetDescription(b.label),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(50*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	b.drawn.ChangeMax(total)
	_ = b.drawn.Set(done)
}

// finish takes the bar away.
func (b *bar) finish() {
	if b.drawn != nil {
		_ = b.drawn.Finish()
	}
}
