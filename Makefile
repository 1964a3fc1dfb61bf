# "make" lists what there is.

.DEFAULT_GOAL := help
.PHONY: help run test mutants bench chaos pictures lint fmt generate setup

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## serve the demo shop on http://localhost:8080, data kept in .data
	@go build -o bin/shop ./cmd/shop
	@exec bin/shop serve --demo

test: setup ## install what is missing and run every check and test
	@scripts/test.sh

mutants: ## break each hard promise on purpose and expect its test to turn red
	@scripts/mutants.sh

bench: setup ## measure the shop against bare handlers; writes bench/report.json
	@go run ./bench -out bench/report.json

chaos: setup ## kill everything and let Redis misbehave in every way; writes e2e/chaos-report.json
	@go test ./e2e -count=1 -timeout 30m -run '^TestChaos$$' -v -chaos.full -chaos.report chaos-report.json
	@go test ./e2e -count=1 -timeout 30m -run '^TestCrash' -v -chaos.full

pictures: setup ## take the README's pictures of a fresh demo shop anew
	@go test ./e2e -count=1 -run '^TestBrowser_pictures$$' -pictures ../docs/img

setup: ## install what the tests need and the machine lacks
	@scripts/setup.sh

generate: ## write generated code and the stylesheet anew
	@go tool templ generate -log-level warn
	@go generate ./...

lint: ## run golangci-lint
	@scripts/lint.sh

fmt: ## format Go and templates
	@gofmt -w bench cmd e2e internal modules platform static views
	@go tool templ fmt -log-level warn .
