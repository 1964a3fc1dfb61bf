package engine

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// A C library that is new enough, from the Debian release after the one that
// has too old a one. The system's own stays untouched.
const newerRelease = "trixie"

var newerPackages = []string{"libc6", "libgcc-s1", "libstdc++6"}

// fetchLibraries fetches the packages through apt from the mirror that the
// system itself uses, without touching the system or needing root, and unpacks
// their shared libraries into the folder lib. It returns the path of the
// program loader, relative to into.
func fetchLibraries(ctx context.Context, into string) (string, error) {
	for _, tool := range []string{"apt-get", "dpkg-deb"} {
		if _, err := exec.LookPath(tool); err != nil {
			return "", unusable(err, "the system's C library is older than 2.%d and there is no %s to fetch a newer one", oldestLibc, tool)
		}
	}
	source, err := debianSource("/etc/apt", "/etc/os-release")
	if err != nil {
		return "", unusable(err, "the system's C library is older than 2.%d and a newer one can't be fetched (%v)", oldestLibc, err)
	}
	work := filepath.Join(into, "apt")
	defer os.RemoveAll(work)
	if err := download(ctx, work, source); err != nil {
		return "", unusable(err, "a newer C library can't be fetched (%v)", err)
	}
	return unpack(ctx, work, filepath.Join(into, "lib"))
}

// download runs apt with folders and a source list of its own.
func download(ctx context.Context, work, source string) error {
	for _, folder := range []string{"lists/partial", "cache/archives/partial", "packages"} {
		if err := os.MkdirAll(filepath.Join(work, folder), 0o755); err != nil {
			return err
		}
	}
	for name, content := range map[string]string{"sources.list": source, "status": ""} {
		if err := os.WriteFile(filepath.Join(work, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	options := []string{
		"-qq",
		"-o", "Dir::State=" + work,
		"-o", "Dir::State::Lists=" + filepath.Join(work, "lists"),
		"-o", "Dir::State::status=" + filepath.Join(work, "status"),
		"-o", "Dir::Cache=" + filepath.Join(work, "cache"),
		"-o", "Dir::Etc::SourceList=" + filepath.Join(work, "sources.list"),
		"-o", "Dir::Etc::SourceParts=/dev/null",
		"-o", "Acquire::Languages=none",
		"-o", "APT::Sandbox::User=root", // its own user may not see the cache folder
	}
	for _, step := range [][]string{{"update"}, append([]string{"download"}, newerPackages...)} {
		cmd := exec.CommandContext(ctx, "apt-get", append(options, step...)...)
		cmd.Dir = filepath.Join(work, "packages")
		if out, err := cmd.CombinedOutput(); err != nil {
			return errors.New("apt-get " + step[0] + ": " + firstLine(out, err))
		}
	}
	return nil
}

// unpack puts the packages' shared libraries into one flat folder.
func unpack(ctx context.Context, work, lib string) (loader string, err error) {
	packages, _ := filepath.Glob(filepath.Join(work, "packages", "*.deb"))
	tree := filepath.Join(work, "tree")
	for _, p := range packages {
		if out, err := exec.CommandContext(ctx, "dpkg-deb", "-x", p, tree).CombinedOutput(); err != nil {
			return "", unusable(err, "a newer C library can't be unpacked (%s)", firstLine(out, err))
		}
	}
	if err := os.MkdirAll(lib, 0o700); err != nil {
		return "", err
	}
	libraries, _ := filepath.Glob(filepath.Join(tree, "usr", "lib", "*-linux-gnu", "*.so*"))
	for _, from := range libraries {
		// Stat follows links, so each name becomes a file of its own.
		content, err := os.ReadFile(from)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(lib, filepath.Base(from)), content, 0o700); err != nil {
			return "", err
		}
	}
	loaders, _ := filepath.Glob(filepath.Join(lib, "ld-linux-*.so.*"))
	if len(loaders) != 1 {
		return "", unusable(nil, "the newer C library has no program loader")
	}
	return filepath.Join("lib", filepath.Base(loaders[0])), nil
}

// debianSource returns an apt source line for the newer release, on the mirror
// from which the system gets its own release, and trusting the same keys.
func debianSource(aptFolder, osRelease string) (string, error) {
	codename := releaseValue(osRelease, "VERSION_CODENAME")
	if releaseValue(osRelease, "ID") != "debian" || codename == "" {
		return "", errors.New("the system is not Debian")
	}
	lists := []string{filepath.Join(aptFolder, "sources.list")}
	for _, pattern := range []string{"*.list", "*.sources"} {
		found, _ := filepath.Glob(filepath.Join(aptFolder, "sources.list.d", pattern))
		lists = append(lists, found...)
	}
	for _, list := range lists {
		content, err := os.ReadFile(list)
		if err != nil {
			continue
		}
		parse := oneLineSource
		if strings.HasSuffix(list, ".sources") {
			parse = deb822Source
		}
		if uri, keys, ok := parse(string(content), codename); ok {
			return sourceLine(uri, keys), nil
		}
	}
	return "", errors.New("apt has no source for Debian " + codename)
}

func sourceLine(uri, keys string) string {
	if keys != "" {
		keys = "[signed-by=" + keys + "] "
	}
	return "deb " + keys + uri + " " + newerRelease + " main\n"
}

// oneLineSource finds "deb [options] uri suite component..." for the suite.
func oneLineSource(content, suite string) (uri, keys string, ok bool) {
	for line := range strings.Lines(content) {
		line, _, _ = strings.Cut(line, "#")
		if before, rest, bracket := strings.Cut(line, "["); bracket {
			options, after, _ := strings.Cut(rest, "]")
			line, keys = before+after, ""
			for _, option := range strings.Fields(options) {
				if value, is := strings.CutPrefix(option, "signed-by="); is {
					keys = value
				}
			}
		} else {
			keys = ""
		}
		words := strings.Fields(line)
		if len(words) >= 4 && words[0] == "deb" && words[2] == suite && fetchable(words[1]) {
			return words[1], keys, true
		}
	}
	return "", "", false
}

// deb822Source finds the stanza that has the suite.
func deb822Source(content, suite string) (uri, keys string, ok bool) {
	for stanza := range strings.SplitSeq(content, "\n\n") {
		fields := make(map[string]string)
		for line := range strings.Lines(stanza) {
			if name, value, is := strings.Cut(line, ":"); is && !strings.HasPrefix(line, "#") && !strings.HasPrefix(line, " ") {
				fields[strings.ToLower(name)] = strings.TrimSpace(value)
			}
		}
		if !strings.Contains(" "+fields["suites"]+" ", " "+suite+" ") || fields["enabled"] == "no" {
			continue
		}
		for _, uri := range strings.Fields(fields["uris"]) {
			if fetchable(uri) {
				return uri, fields["signed-by"], true
			}
		}
	}
	return "", "", false
}

// fetchable reports whether the source is a mirror rather than a disc.
func fetchable(uri string) bool { return !strings.HasPrefix(uri, "cdrom:") }

// releaseValue reads a variable of an os-release file.
func releaseValue(path, name string) string {
	content, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	lines := bufio.NewScanner(bytes.NewReader(content))
	for lines.Scan() {
		if value, is := strings.CutPrefix(lines.Text(), name+"="); is {
			return strings.Trim(value, `"'`)
		}
	}
	return ""
}
