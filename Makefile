# Fourfold's two commands are `make demo` and `make test`; everything they need is set up by `make setup`.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
UV_VERSION := 0.13.9
UV := $(shell command -v uv 2>/dev/null || echo $(CURDIR)/.tools/uv/bin/uv)
RUN := "$(UV)" run --frozen --no-sync
WORKERS ?= auto

.PHONY: help setup demo test lint types layers unit messages browser-program postgres-program docs docs-serve bench coverage clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

setup: .venv/.ready ## uv (into .tools if there is none) and the locked environment

.tools/uv/bin/uv:
	@scripts/get-uv "$(CURDIR)/.tools/uv" "$(UV_VERSION)"

.venv/.ready: pyproject.toml uv.lock
	@if ! command -v uv >/dev/null 2>&1; then $(MAKE) --no-print-directory .tools/uv/bin/uv; fi
	@"$(UV)" sync --frozen --quiet --compile-bytecode
	@.venv/bin/python -m compileall -q src
	@touch $@

demo: setup ## assess the example: a table here, and a report to open in a browser
	@$(RUN) fourfold assess examples/lfp-cell

test: setup browser-program postgres-program lint types layers messages unit docs ## everything CI runs

lint: setup
	@$(RUN) ruff format --check .
	@$(RUN) ruff check .

types: setup
	@$(RUN) mypy

layers: setup
	@$(RUN) lint-imports

messages: setup ## fail when a message has no Chinese, or the compiled catalogue is stale
	@$(RUN) python scripts/messages.py check

unit: setup
	@$(RUN) pytest -n $(WORKERS) --durations=15

coverage: setup browser-program postgres-program ## the same tests, with the share of lines and branches they reach
	@$(RUN) pytest -n $(WORKERS) --cov --cov-report=term

browser-program: setup
	@scripts/get-chromium

postgres-program: setup
	@scripts/get-postgres

docs: setup ## build the documentation, strictly
	@NO_MKDOCS_2_WARNING=1 $(RUN) mkdocs build --strict --quiet --site-dir out/site

docs-serve: setup
	@$(RUN) mkdocs serve

bench: setup ## benchmarks against the nearest peer, ratios printed
	@$(RUN) python benchmarks/run.py
	@$(RUN) python benchmarks/electricity.py
	@$(RUN) python benchmarks/lca.py
	@$(RUN) python benchmarks/rules.py
	@$(RUN) python benchmarks/check.py
	@$(RUN) python benchmarks/certificates.py
	@$(RUN) python benchmarks/ledger.py
	@$(RUN) python benchmarks/meters.py

clean:
	@rm -rf .venv .tools out site
