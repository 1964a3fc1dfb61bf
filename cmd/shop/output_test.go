package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"shop/modules/catalog"
	"shop/platform/config"
)

func TestPrintReport(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	left := printReport(&out, catalog.ImportReport{
		Rows: 7, Created: 1, Updated: 2, Unchanged: 3,
		Problems: []catalog.RowProblem{
			{Line: 4, Handle: "mug", Reason: "its price is no number", Fatal: true},
			{Line: 4, Handle: "mug", Reason: "so it has no variant", Fatal: true},
			{Line: 9, Reason: "its picture could not be fetched"},
		},
	}, false)
	if left != 1 {
		t.Errorf("%d rows left out, want 1", left)
	}
	want := `line 4 (mug), left out: its price is no number
line 4 (mug), left out: so it has no variant
line 9, note: its picture could not be fetched
7 rows imported: 1 products new, 2 changed, 3 as they were; 1 rows left out.
`
	if out.String() != want {
		t.Errorf("it prints\n%s\nwant\n%s", out.String(), want)
	}
}

func TestWelcome(t *testing.T) {
	t.Parallel()
	cfg := config.Config{BaseURL: "http://localhost:8080", OpsAddr: "127.0.0.1:9090"}
	for _, tc := range []struct {
		name           string
		demo           bool
		owner          owner
		want, unwanted []string
	}{
		{"a demo tells its password", true, owner{email: demoOwner, password: demoPassword},
			[]string{"demo shop", "http://localhost:8080/admin", demoOwner, demoPassword, "/dev/mail"}, nil},
		{"a demo with an owner of its own", true, owner{email: "me@example.com"},
			[]string{"me@example.com"}, []string{demoOwner, " with "}},
		{"a demo whose owner chose another password", true, owner{email: demoOwner},
			[]string{demoOwner}, []string{demoPassword, " with "}},
		{"a new shop prints the one-time link", false, owner{setupPath: "/setup/abc"},
			[]string{"http://localhost:8080/setup/abc"}, []string{"demo", "/dev/mail"}},
		{"a shop with staff needs no word of it", false, owner{},
			[]string{"http://localhost:8080\n"}, []string{"Owner", "demo"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			said := welcome(cfg, tc.demo, tc.owner)
			for _, want := range tc.want {
				if !strings.Contains(said, want) {
					t.Errorf("it lacks %q:\n%s", want, said)
				}
			}
			for _, unwanted := range tc.unwanted {
				if strings.Contains(said, unwanted) {
					t.Errorf("it says %q:\n%s", unwanted, said)
				}
			}
		})
	}
}

func TestFindings_count_faults_and_colour_only_for_terminals(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	f := &findings{out: &out}
	f.note("MongoDB", "here", nil)
	f.note("Redis", "here", errors.New("away\nfor long"))
	want := "ok     MongoDB       here\nFAULT  Redis         away\n                     for long\n"
	if out.String() != want || f.faults != 1 {
		t.Errorf("%d faults, it prints\n%q\nwant\n%q", f.faults, out.String(), want)
	}
	out.Reset()
	f.colour = true
	f.note("Redis", "here", nil)
	if !strings.Contains(out.String(), "\x1b[32m") {
		t.Errorf("good is not green: %q", out.String())
	}
}

func TestBar_draws_nothing_where_nobody_watches(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	b := newBar(&out, "importing")
	b.progress(0, 10)
	b.progress(10, 12)
	b.finish()
	if out.Len() > 0 {
		t.Errorf("it draws %q", out.String())
	}
	newBar(&out, "nothing").finish()
}
