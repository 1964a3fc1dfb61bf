package viewtest

import (
	"strings"
	"testing"
)

func TestProblems(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ page, want string }{
		"finds an inline script":            {`<script>alert(1)</script>`, "inline script: alert(1)"},
		"finds an inline style sheet":       {`<style>p{}</style>`, "inline style sheet"},
		"finds a style attribute":           {`<p style="color:red">`, "inline attribute style"},
		"finds an event handler":            {`<p onclick="x()">`, "inline attribute onclick"},
		"finds an htmx event handler":       {`<p hx-on:click="x()">`, "inline attribute hx-on:click"},
		"finds an id that is there twice":   {`<p id="a"></p><p id="a"></p>`, `"a" is there twice`},
		"finds a description that is not":   {`<p aria-describedby="b">`, `id "b", which is not there`},
		"finds a picture without a height":  {`<img src="x" alt="" width="1">`, "without height"},
		"finds a button without a type":     {`<button>Go</button>`, "without a type: Go"},
		"finds a control without a label":   {`<input id="q" name="q">`, `id="q"> has no label`},
		"finds a control without an id":     {`<select name="q"></select>`, "neither id nor label"},
		"finds a label that leads nowhere":  {`<label for="gone">A</label>`, `id "gone"`},
		"finds a link to no part of it":     {`<a href="#c">C</a>`, `id "c"`},
		"finds a form that is not there":    {`<input aria-label="A" form="f">`, `id "f"`},
		"finds a popover that is not there": {`<button type="button" popovertarget="m">M</button>`, `id "m"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(Problems(tc.page), "\n"); !strings.Contains(got, tc.want) {
				t.Errorf("Problems = %q, want one that says %q", got, tc.want)
			}
		})
	}
}

func TestProblems_leaves_sound_pages_alone(t *testing.T) {
	t.Parallel()
	const page = `<form><label for="a">A</label><input id="a" aria-describedby="h"><p id="h">Hint</p>
		<label>B <select name="b"></select></label><input type="hidden" name="c">
		<input aria-label="D"><input aria-hidden="true">
		<button type="submit">Go</button><img src="x" alt="" width="1" height="1"><script src="/x.js"></script></form>`
	if got := Problems(page); len(got) > 0 {
		t.Errorf("Problems = %q, want none", got)
	}
}
