# Two words for everybody: `make run` shows the portal, `make test` checks it. CI uses the same ones.
# The work is in scripts/, one small file each; every one says what it does at its top.

.DEFAULT_GOAL := help
.PHONY: help run test check dev e2e bench audit sbom build

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## builds and starts the portal with a fictional firm on http://127.0.0.1:3000
	@scripts/run

test: ## everything that CI checks; the last line says how many passed and failed
	@scripts/test

check: ## the quick look before a commit: formatting, lints, unit tests
	@scripts/check

dev: ## builds and serves again whenever a source changes
	@scripts/dev

e2e: ## the browser tests; ARGS='--grep invitation' chooses
	@scripts/e2e $(ARGS)

bench: ## the measurements; ARGS=name chooses
	@scripts/bench $(ARGS)

audit: ## the long looks for holes: fuzzing, scanners, timing; ARGS=fuzz chooses
	@scripts/audit $(ARGS)

sbom: ## target/gk-nexus.cdx.json: every crate that a build is made of
	@scripts/sbom

build: ## target/release/gk-nexus and target/site
	@scripts/build --release
