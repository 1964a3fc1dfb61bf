package drawing

import (
	"strings"
	"testing"
)

func TestNum_has_one_decimal_at_most(t *testing.T) {
	t.Parallel()
	for f, want := range map[float64]string{0: "0", -0.04: "0", 1: "1", 1.25: "1.3", -12.34: "-12.3", 0.05: "0.1", 1e6: "1000000"} {
		if got := num(f); got != want {
			t.Errorf("num(%v) = %s, want %s", f, got, want)
		}
	}
}

func TestD_puts_numbers_where_the_form_has_tildes(t *testing.T) {
	t.Parallel()
	if got := d("M~ ~L~ 3Z", 1, -2.5, 4); got != "M1 -2.5L4 3Z" {
		t.Errorf("got %s", got)
	}
}

func TestCanvas_defines_each_thing_once(t *testing.T) {
	t.Parallel()
	c := newCanvas()
	one := c.across(stop{0, oak, 1}, stop{1, walnut, 0.5})
	if again := c.across(stop{0, oak, 1}, stop{1, walnut, 0.5}); again != one {
		t.Errorf("%s and %s are the same", one, again)
	}
	if other := c.down(stop{0, oak, 1}, stop{1, walnut, 0.5}); other == one {
		t.Errorf("%s is two things", one)
	}
	if n := strings.Count(c.defs.String(), "<linearGradient"); n != 2 {
		t.Errorf("there are %d gradients", n)
	}
}

func TestSilhouette_is_closed_and_as_high_as_its_rings(t *testing.T) {
	t.Parallel()
	path := silhouette(10, []ring{soft(50, 0), soft(60, 40), edge(30, 100)})
	if !strings.HasPrefix(path, "M-40 0") || !strings.HasSuffix(path, "Z") || !strings.Contains(path, "40 -100") {
		t.Errorf("got %s", path)
	}
}

func TestFamily_keeps_the_colour_asked_for_in_front(t *testing.T) {
	t.Parallel()
	c := newCanvas()
	var order []Colour
	c.family(standing, 1, []Colour{oak, walnut, brass}, func(k Colour) func() {
		return func() { order = append(order, k) }
	})
	if len(order) != 3 || order[2] != brass {
		t.Errorf("drawn in the order %v", order)
	}
}
