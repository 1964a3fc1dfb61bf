# "make" lists what there is.

.DEFAULT_GOAL := help
.PHONY: help run test mutants lint fmt generate setup

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the demo shop on http://localhost:8080, data kept in .data
	@go build -o bin/shop ./cmd/shop
	@exec bin/shop serve --demo

test: setup ## install what is missing and run every check and test
	@scripts/test.sh

mutants: ## break each hard promise on purpose and expect its test to turn red
	@scripts/mutants.sh

setup: ## install what the tests need and the machine lacks
	@scripts/setup.sh

generate: ## write generated code and the stylesheet anew
	@go tool templ generate -log-level warn
	@go generate ./...

lint: ## run golangci-lint
	@scripts/lint.sh

fmt: ## format Go and templates
	@gofmt -w cmd e2e internal modules platform static views
	@go tool templ fmt -log-level warn views
