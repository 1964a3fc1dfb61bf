package archtest_test

import (
	"bufio"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shop/internal/archtest"
)

func TestArchitecture(t *testing.T) {
	root := filepath.Join("..", "..")
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		t.Fatal(err)
	}
	violations, err := archtest.Check(root, "shop")
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range violations {
		t.Error(v)
	}
}

// wanted marks an import of the fixture that must be found, with the rule.
var wanted = regexp.MustCompile(`"([^"]+)"\s+// want "([^"]+)"`)

// TestRules shows that each rule bites: in the fixture every import that is
// marked, and no other, is a violation.
func TestRules(t *testing.T) {
	root := filepath.Join("testdata", "tree")
	violations, err := archtest.Check(root, "shop")
	if err != nil {
		t.Fatal(err)
	}
	want := expected(t, root)
	for _, v := range violations {
		key := v.File + " " + v.Import
		if rule, ok := want[key]; !ok || rule != v.Rule {
			t.Errorf("unexpected: %s (want %q)", v, rule)
		}
		delete(want, key)
	}
	for key, rule := range want {
		t.Errorf("not found: %s: %s", key, rule)
	}
}

func TestRules_AreAllBroken(t *testing.T) {
	var broken []string
	for _, rule := range expected(t, filepath.Join("testdata", "tree")) {
		broken = append(broken, rule)
	}
	for _, rule := range archtest.Rules {
		if !slices.Contains(broken, rule.Name) {
			t.Errorf("nothing in the fixture breaks %q", rule.Name)
		}
	}
	for _, library := range archtest.Libraries {
		name := library.Prefix + " belongs to others"
		if library.Owners != ".+" && !slices.Contains(broken, name) {
			t.Errorf("nothing in the fixture breaks %q", name)
		}
	}
}

// expected reads the marks of the fixture: the rule by file and import.
func expected(t *testing.T, root string) map[string]string {
	t.Helper()
	want := make(map[string]string)
	err := filepath.WalkDir(root, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		relative := strings.TrimPrefix(filepath.ToSlash(name), filepath.ToSlash(root)+"/")
		for lines := bufio.NewScanner(f); lines.Scan(); {
			if m := wanted.FindStringSubmatch(lines.Text()); m != nil {
				want[relative+" "+m[1]] = m[2]
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return want
}
