#!/usr/bin/env bash
# Shows that the tests of the hard promises can fail: applies each patch in
# mutants/ to a copy of the files it touches, one at a time, and expects the
# test that the patch names to turn red. The tree itself stays as it is.
#
# A patch begins with what it breaks, in a sentence, and with a line
# "Test: PACKAGE TESTNAME". An argument limits the run to patches whose name
# contains it.
set -euo pipefail
cd "$(dirname "$0")/.."

root=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
survivors=0 killed=0

for patch in mutants/*"${1:-}"*.patch; do
	name=$(basename "$patch" .patch)
	read -r package test < <(sed -n 's/^Test: //p' "$patch")
	copy=$work/$name
	mkdir "$copy"
	git apply --numstat "$patch" | cut -f3 | while read -r file; do
		mkdir -p "$copy/$(dirname "$file")"
		cp "$file" "$copy/$file"
		printf '%s"%s":"%s"' "$([[ -s $copy.list ]] && echo ,)" "$root/$file" "$copy/$file" >>"$copy.list"
	done
	printf '{"Replace":{%s}}' "$(cat "$copy.list")" >"$copy.json"
	if ! (cd "$copy" && GIT_DIR=/nonexistent git apply -p1 "$root/$patch"); then
		echo "mutants: $name no longer applies: write it anew" >&2
		exit 1
	fi
	if go test -count=1 -overlay "$copy.json" -run "^$test\$" "$package" >"$copy.log" 2>&1; then
		echo "SURVIVED $name: $test is green although it should be red"
		survivors=$((survivors + 1))
	elif grep -q -- "--- FAIL: $test" "$copy.log"; then
		echo "killed   $name by $test"
		killed=$((killed + 1))
	else
		echo "mutants: $name: $test did not run:" >&2
		cat "$copy.log" >&2
		exit 1
	fi
done
echo "$killed killed, $survivors survived"
((survivors == 0))
