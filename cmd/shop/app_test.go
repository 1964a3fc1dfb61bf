package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"go.uber.org/fx"

	"shop/platform/config"
	"shop/platform/web"
)

var update = flag.Bool("update", false, "write testdata/routes.txt anew")

// loaded is a configuration with URLs that nobody listens on.
func loaded(t *testing.T, dir string) config.Config {
	t.Helper()
	cfg, err := config.Load([]string{"SHOP_DATA_DIR=" + dir, "MONGO_URL=mongodb://127.0.0.1:1", "REDIS_URL=redis://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func quiet() fx.Option { return fx.Supply(console{io.Discard}, silent) }

func TestOptions_lack_nothing(t *testing.T) {
	t.Parallel()
	if err := fx.ValidateApp(Options(loaded(t, t.TempDir())), quiet()); err != nil {
		t.Error(err)
	}
}

func TestOptions_make_the_program_without_touching_a_server(t *testing.T) {
	t.Parallel()
	app := fx.New(Options(loaded(t, t.TempDir())), quiet())
	if err := app.Err(); err != nil {
		t.Error(err)
	}
}

// The table of routes is looked at as a whole when it changes: a path that is
// open to everybody by mistake shows here.
func TestRoutes(t *testing.T) {
	t.Parallel()
	var server *web.Server
	app := fx.New(Options(loaded(t, t.TempDir())), quiet(), fx.Populate(&server))
	if err := app.Err(); err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	for _, r := range server.Router().Table() {
		row := fmt.Sprintf("%-7s %-55s %-9s %s", r.Method, r.Path, r.Guard, r.Limit)
		table.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	const golden = "testdata/routes.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(table.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if table.String() != string(want) {
		t.Errorf("the routes changed; if that is meant, run \"go test ./cmd/shop -run Routes -update\" and look at the difference.\n%s",
			difference(string(want), table.String()))
	}
}

// Two types of one name would get a number after it, each by the order in which
// the modules happen to be made, and clients that are generated from the document
// would change with every start.
func TestOpenAPI_has_a_name_of_its_own_for_each_type(t *testing.T) {
	t.Parallel()
	var server *web.Server
	app := fx.New(Options(loaded(t, t.TempDir())), quiet(), fx.Populate(&server))
	if err := app.Err(); err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	server.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/openapi.json", nil))
	var document struct {
		Components struct{ Schemas map[string]any }
	}
	if err := json.Unmarshal(answer.Body.Bytes(), &document); err != nil || len(document.Components.Schemas) < 100 {
		t.Fatalf("%d: %d schemas, %v", answer.Code, len(document.Components.Schemas), err)
	}
	for name := range document.Components.Schemas {
		if strings.TrimRight(name, "0123456789") != name {
			t.Errorf("%s is another type's name with a number", name)
		}
	}
}

// difference lists the lines that only one of the texts has.
func difference(before, after string) string {
	var b strings.Builder
	for sign, texts := range map[string][2]string{"-": {before, after}, "+": {after, before}} {
		for line := range strings.Lines(texts[0]) {
			if !strings.Contains(texts[1], line) {
				b.WriteString(sign + line)
			}
		}
	}
	return b.String()
}
