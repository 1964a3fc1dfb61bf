#!/usr/bin/env bash
# Runs every check and test, one after the other, and stops at the first that
# fails. FUZZTIME is how long each fuzz target runs.
set -euo pipefail
cd "$(dirname "$0")/.."

fuzztime=${FUZZTIME:-4s}
# What was built in one folder needn't be built again in another.
export GOFLAGS="${GOFLAGS:-} -trimpath"
folders=(bench cmd e2e internal modules platform static views)

step() { printf '\n== %s\n' "$1"; }
fail() { echo "test: $*" >&2; exit 1; }

# generated prints the checksums of all generated files.
generated() { find "${folders[@]}" -name '*_templ.go' -o -path static/files/css/app.css | sort | xargs sha256sum; }

step "generated code is current"
before=$(generated)
make --no-print-directory generate
[[ $before == "$(generated)" ]] || fail "generated code was out of date; it is current now: look at it and commit it"

step "gofmt"
unformatted=$(gofmt -l "${folders[@]}")
[[ -z $unformatted ]] || fail "not formatted, run \"make fmt\": $unformatted"

step "go vet"
go vet ./...

step "golangci-lint"
scripts/lint.sh

# Half as many packages more at a time than there are cores: they wait a lot,
# for databases to start and for leases to end.
step "tests"
go list ./... | grep -v '/e2e$' | xargs go test -race -vet=off -shuffle=on -timeout 15m -p "$((($(nproc) * 3 + 1) / 2))"
go test -race -vet=off -tags failpoints ./platform/failpoint

# On its own, so that the browser and three shops have the machine. The program
# is another process, built as it is shipped, so there is no race to find here.
step "the program, driven as its users do"
go test -vet=off -shuffle=on -timeout 25m ./e2e

# Running them takes as long as half of all tests: "make mutants" does it.
step "mutations apply and name a test that exists"
for patch in mutants/*.patch; do
	git apply --check "$patch" || fail "$patch no longer applies: write it anew"
	read -r package test < <(sed -n 's/^Test: //p' "$patch")
	grep -qE "^func ${test%%/*}\(" "$package"/*_test.go || fail "$patch: there is no $test in $package"
done

# Two at a time, each on one core: half of it is building and linking.
step "fuzzing, $fuzztime each"
grep -rH --include='*_test.go' '^func Fuzz' "${folders[@]}" | sort |
	sed -E 's|^(.*)/[^/]*:func (Fuzz[A-Za-z0-9_]*)\(.*|./\1 \2|' |
	xargs -P 2 -L 1 sh -c 'go test -run "^\$" -fuzz "^$2\$" -fuzztime "$0" -parallel 1 "$1"' "$fuzztime"

printf '\nAll is well.\n'
