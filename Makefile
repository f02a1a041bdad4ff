# Every target works on a bare machine with Go and make; e2e also wants Chromium.
export CGO_ENABLED = 0
export GOFLAGS = -mod=readonly

.DEFAULT_GOAL := help

help: ## what can be made
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

test: ## every test that needs no browser
	go test ./...

generate: ## templ templates to Go
	go tool templ generate

lint: ## vet, format, static checks, generated files up to date
	go vet ./...
	@test -z "$$(gofmt -l cmd db handlers model static views)" || { gofmt -l cmd db handlers model static views; echo "make lint: run gofmt -w on these"; exit 1; }
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

.PHONY: help test generate lint
