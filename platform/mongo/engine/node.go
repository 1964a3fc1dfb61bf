package engine

import (
	"context"
	"encoding/json"
	"os/exec"
	"strconv"
	"strings"
)

// nodeInfo is what the machine's Node.js tells about itself and its system.
type nodeInfo struct {
	path     string
	Platform string
	Arch     string
	Version  string
	// Libc is glibc's version; empty on macOS and with another C library.
	Libc string
}

const askNode = `const h = process.report.getReport().header;
console.log(JSON.stringify({platform: process.platform, arch: process.arch,
  version: process.versions.node, libc: h.glibcVersionRuntime || ""}))`

const (
	oldestNode = 20
	// oldestLibc is the minor version of the glibc 2 that the engine was
	// linked with.
	oldestLibc = 38
)

func noNode(cause error) error {
	return unusable(cause, "Node.js %d or newer was not found", oldestNode)
}

// findNode returns the machine's Node.js, if the engine can run on it.
func findNode(ctx context.Context) (nodeInfo, error) {
	path, err := exec.LookPath("node")
	if err != nil {
		return nodeInfo{}, noNode(err)
	}
	out, err := exec.CommandContext(ctx, path, "-e", askNode).Output()
	if err != nil {
		return nodeInfo{}, unusable(err, "Node.js at %s does not run (%v)", path, err)
	}
	info := nodeInfo{path: path}
	if err := json.Unmarshal(out, &info); err != nil {
		return nodeInfo{}, unusable(err, "Node.js at %s gives no report", path)
	}
	return info, info.check()
}

// check says why the engine can't run with this Node.js.
func (n nodeInfo) check() error {
	major, _, _ := strings.Cut(n.Version, ".")
	if number, err := strconv.Atoi(major); err != nil || number < oldestNode {
		return unusable(err, "it needs Node.js %d or newer and found %s", oldestNode, n.Version)
	}
	switch n.Platform + "-" + n.Arch {
	case "linux-x64", "linux-arm64":
		if n.Libc == "" {
			return unusable(nil, "it needs the GNU C library, which this Linux does not use")
		}
		return nil
	case "darwin-arm64":
		return nil
	default:
		return unusable(nil, "it is not made for %s on %s", n.Platform, n.Arch)
	}
}

// needsLibraries reports whether the system's C library is too old.
func (n nodeInfo) needsLibraries() bool {
	if n.Platform != "linux" {
		return false
	}
	major, minor, _ := strings.Cut(n.Libc, ".")
	number, err := strconv.Atoi(minor)
	return err != nil || major != "2" || number < oldestLibc
}
