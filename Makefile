# Every target works on a bare machine with Go and make; e2e also wants Chromium.
export CGO_ENABLED = 0
export GOFLAGS = -mod=readonly

PACKAGES = cmd db handlers model static views
VERSION  = $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.DEFAULT_GOAL := help

help: ## what can be made
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

run: build ## the desk with a demo company on a throw-away file, http://127.0.0.1:8080
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT INT TERM && .build/backfill serve --demo --db "$$dir/demo.db"

build: ## the one binary, .build/backfill
	go build -ldflags "-X main.version=$(VERSION)" -o .build/backfill ./cmd/backfill

test: ## every test that needs no browser
	go test ./...

check: lint test race ## test, lint, generated files and the race detector

race: ## the race detector where it pays: the rules; SQLite under it is too slow to be of use
	CGO_ENABLED=1 go test -race ./model/...

e2e: ## the desk in a real browser; SHOTS=DIR keeps pictures
	go test -count=1 -tags e2e -timeout 20m ./cmd/backfill/e2e

stress: ## the long runs; BACKFILL_DATA=DIR names a folder with the whole data sets
	BACKFILL_STRESS=1 go test -count=1 -timeout 3h ./...

bench: ## ratios to floors measured in the same run; QUICK=1 for a short one
	go run ./cmd/bench

generate: ## templ templates to Go
	go tool templ generate

lint: ## vet, format, static checks, generated files up to date
	go vet ./... && go vet -tags e2e ./cmd/backfill/e2e
	@test -z "$$(gofmt -l $(PACKAGES))" || { gofmt -l $(PACKAGES); echo "make lint: run gofmt -w on these"; exit 1; }
	go tool templ fmt -fail views
	go tool templ generate -check
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

.PHONY: help run build test check race e2e stress bench generate lint
