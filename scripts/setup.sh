#!/usr/bin/env bash
# Installs what the tests need and the machine lacks. A second run installs
# nothing. Without root it prints the one command to run as root.
set -euo pipefail
cd "$(dirname "$0")/.."

fail() { echo "setup: $*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

has go || fail "Go is missing: install the version that go.mod names from https://go.dev/dl"
has npm || fail "Node.js 20 or newer with npm is missing: install it from https://nodejs.org"

packages=()
has git || packages+=(git) # applies the mutations
has redis-server || packages+=(redis-server)
has chromium || packages+=(chromium)
has pdftotext || packages+=(poppler-utils) # reads what the shop prints
has wrk || packages+=(wrk) # the bench's client
has gcc || packages+=(gcc libc6-dev) # for the race detector
if ((${#packages[@]} > 0)); then
	has apt-get || fail "${packages[*]} missing: install them with the system's package manager"
	# Debian starts a Redis of its own with the package; the tests start theirs.
	install="apt-get update && apt-get install -y --no-install-recommends ${packages[*]}"
	if [[ $(id -u) != 0 ]]; then
		fail "${packages[*]} missing; run as root: $install"
	fi
	echo "setup: installing ${packages[*]} with apt"
	export DEBIAN_FRONTEND=noninteractive
	log=$(mktemp)
	bash -c "$install" >"$log" 2>&1 || { cat "$log" >&2; fail "apt could not install ${packages[*]}"; }
	rm -f "$log"
fi

# What npm installed is whole when the lock file it was installed from is in it.
if ! cmp -s e2e/package-lock.json e2e/node_modules/.installed-lock.json; then
	echo "setup: installing the browser tests' tools with npm"
	npm --prefix e2e ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	cp e2e/package-lock.json e2e/node_modules/.installed-lock.json
fi

go run ./cmd/shop setup >/dev/null
