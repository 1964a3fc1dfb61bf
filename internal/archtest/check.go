package archtest

import (
	"cmp"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Violation is one import that isn't allowed.
type Violation struct {
	// File is relative to the tree's root, Line the import's.
	File string
	Line int
	// Import is the path as written.
	Import string
	// Rule is the name of the rule it breaks.
	Rule string
}

// String returns the violation as compilers print theirs.
func (v Violation) String() string {
	return fmt.Sprintf("%s:%d: import of %s: %s", v.File, v.Line, v.Import, v.Rule)
}

// Check reads every Go file below root, which holds the module of that name,
// and returns the imports that break a rule, in order of file and line.
func Check(root, module string) ([]Violation, error) {
	c := checker{root: root, module: module}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != root && skipped(name, d.Name()):
			return filepath.SkipDir
		case !d.IsDir() && filepath.Ext(name) == ".go":
			return c.file(name)
		}
		return nil
	})
	slices.SortFunc(c.found, func(a, b Violation) int {
		return cmp.Or(strings.Compare(a.File, b.File), a.Line-b.Line)
	})
	return c.found, err
}

// skipped are the folders the go command doesn't build, and other modules.
func skipped(name, base string) bool {
	if base == "testdata" || base == "node_modules" || base == "vendor" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(name, "go.mod"))
	return err == nil
}

type checker struct {
	root, module string
	found        []Violation
}

func (c *checker) file(name string) error {
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, name, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	relative, err := filepath.Rel(c.root, name)
	if err != nil {
		return err
	}
	relative = filepath.ToSlash(relative)
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		if rule := c.verdict(relative, imported); rule != "" {
			line := files.Position(spec.Pos()).Line
			c.found = append(c.found, Violation{File: relative, Line: line, Import: imported, Rule: rule})
		}
	}
	return nil
}

// verdict returns the name of the rule that an import breaks, or "".
func (c *checker) verdict(file, imported string) string {
	pkg, test := path.Dir(file), strings.HasSuffix(file, "_test.go")
	if own, ok := strings.CutPrefix(imported, c.module+"/"); ok {
		return inside(pkg, own, test)
	}
	if first, _, _ := strings.Cut(imported, "/"); strings.Contains(first, ".") {
		return outside(pkg, imported, test)
	}
	return "" // the standard library
}

// testing are packages that exist for tests only.
var testing = regexp.MustCompile(`^(.+/)?[a-z]+test$`)

// inside judges an import of one of the module's own packages.
func inside(pkg, imported string, test bool) string {
	if pkg == imported {
		return "" // an external test imports what it tests
	}
	if testing.MatchString(imported) && !test && !testing.MatchString(pkg) {
		return "only tests import testing packages"
	}
	if test && (testing.MatchString(imported) || strings.HasPrefix(imported, "platform/") || sameModule(pkg, imported)) {
		return ""
	}
	for _, rule := range Rules {
		m := compile(rule.Of).FindStringSubmatch(pkg)
		if m == nil {
			continue
		}
		if !rule.allows(m, imported) {
			return rule.Name
		}
		return foreign(pkg, imported)
	}
	return "no rule covers package " + pkg
}

// sameModule reports whether both belong to one module of the shop.
func sameModule(pkg, imported string) bool {
	module := moduleOf(pkg)
	return module != "" && module == moduleOf(imported)
}

func moduleOf(pkg string) string {
	rest, ok := strings.CutPrefix(pkg, "modules/")
	if !ok {
		return ""
	}
	module, _, _ := strings.Cut(rest, "/")
	return module
}

func (r Rule) allows(match []string, imported string) bool {
	m := ""
	if i := compile(r.Of).SubexpIndex("m"); i >= 0 {
		m = match[i]
	}
	for _, may := range r.May {
		if !compile(strings.ReplaceAll(may, "<m>", m)).MatchString(imported) {
			continue
		}
		if may == noun && adapter.MatchString(imported) {
			continue
		}
		return true
	}
	return false
}

var adapter = regexp.MustCompile(`^modules/[a-z]+/internal/(` + adapters + `)$`)

// foreign judges an import of another module's contract.
func foreign(pkg, imported string) string {
	from, to := moduleOf(pkg), moduleOf(imported)
	if from == "" || to == "" || from == to || slices.Contains(neighbours[from], to) || testing.MatchString(pkg) {
		return ""
	}
	return "module " + from + " doesn't call module " + to
}

// outside judges an import of a library.
func outside(pkg, imported string, test bool) string {
	for _, l := range Libraries {
		if imported != l.Prefix && !strings.HasPrefix(imported, l.Prefix+"/") {
			continue
		}
		if (l.Owners != "" && compile(l.Owners).MatchString(pkg)) || (l.Tests && (test || testing.MatchString(pkg))) {
			return ""
		}
		return l.Prefix + " belongs to others"
	}
	return "no rule covers library " + imported
}

// compile returns the expression, matching whole paths only.
func compile(expression string) *regexp.Regexp {
	return regexp.MustCompile(`^(?:` + expression + `)$`)
}
