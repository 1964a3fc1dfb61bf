#!/usr/bin/env bash
# Runs golangci-lint in the version that its module under tools pins, built
# once and kept by the build cache.
set -euo pipefail
cd "$(dirname "$0")/.."

go -C tools/golangci-lint build -o ../../.cache/bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
exec .cache/bin/golangci-lint run "$@" ./...
