# The words of this house; each is a line or two. `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help up test mutants soak check fix released bench audit compose image-check

SHELL := /bin/bash
export PATH := $(PATH):$(HOME)/.cargo/bin
with_postgres := scripts/throwaway-postgres

help: ## list these words
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

up: ## build and start Centrum with its own PostgreSQL in .centrum; PORT=8080
	@scripts/install
	cargo build -p server
	@exec $${CARGO_TARGET_DIR:-target}/debug/centrum up $(if $(PORT),--port $(PORT))

test: ## all tests, on a throw-away PostgreSQL (or CENTRUM_TEST_DATABASE_URL)
	@scripts/install
	@scripts/install-for-tests
	$(with_postgres) cargo test --workspace

mutants: ## prove that every policy and every permission matters: each is loosened, and something must turn red
	@scripts/install
	$(with_postgres) cargo test -p tests -- every_guard_matters every_permission_matters

soak: ## ask 100,000 times at once for people of every role: no row of another's may be seen; REQUESTS=100000
	@scripts/install
	CENTRUM_SOAK_REQUESTS=$(or $(REQUESTS),100000) $(with_postgres) cargo test -p tests -- --nocapture isolation_soak::

check: ## what must be green before review, cheapest first
	@scripts/install
	@scripts/install-for-tests
	cargo fmt --check
	scripts/check-deployment
	cargo clippy --workspace --all-targets -- -D warnings
	$(MAKE) --no-print-directory test

fix: ## format, and write the generated files and their snapshots anew
	@scripts/install
	cargo fmt
	CENTRUM_UPDATE=1 INSTA_UPDATE=always $(with_postgres) cargo test -p tests -- structure:: borders:: permission_mutants:: tour::

released: ## with each release: from now on no client may lose what the contract has today
	cp schema/schema.graphql schema/released.graphql
	sed -i '/^#/!d' schema/breaking.txt

bench: ## measure what issues give numbers for; CENTRUM_NATIONAL_DATA names the real registers; ROOM=nation or everyday
	@scripts/install
	@scripts/install-for-bench
	cargo build --release -p server
	scripts/bench $(ROOM)

compose: ## build and start all of it in containers, with a demo, by docker-compose.yml; PORT=8080
	@scripts/compose

image-check: ## really build the image, without Docker or a registry, and ask it whether it is ready (root, Debian)
	@scripts/install
	scripts/image-check

audit: ## licences, bans and advisories of what we depend on (needs cargo-deny)
	cargo deny check
