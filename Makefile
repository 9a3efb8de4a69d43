# linli: `make demo` shows it, `make test` checks it. Everything is set up on the way.
# PYTHON=... chooses the Python to build on; the others are for the commands that follow.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

# Keep what Python compiles: linli is several processes, and the tests start it many times.
export PYTHONDONTWRITEBYTECODE :=

RUN := .venv/bin
FOR_TESTS := LINLI_HOME=$${LINLI_HOME:-var/test}
CATALOGUES := $(shell find linli -name '*.po' 2>/dev/null)
PACKAGES := .venv/.stamp
FRONTEND := linli/faces/web/static/vendor/stamp
TEMPLATES := $(shell find linli -name '*.html' 2>/dev/null)
MESSAGES := .venv/.messages

.PHONY: help setup demo serve test lint format faults fuzz bench screenshots clean

help: ## What can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 20

setup: $(PACKAGES) $(FRONTEND) $(MESSAGES) ## Packages, front-end libraries, translations

$(PACKAGES): uv.lock pyproject.toml tools/setup.sh tools/setup_pip.py
	@sh tools/setup.sh packages

$(FRONTEND): package-lock.json tools/frontend.py tools/stylesheet.py $(TEMPLATES) | $(PACKAGES)
	@sh tools/setup.sh frontend

$(MESSAGES): $(CATALOGUES) tools/messages.py | $(PACKAGES)
	@$(RUN)/python -m tools.messages compile
	@touch $@

demo: setup ## A demonstration on http://127.0.0.1:8000
	@exec $(RUN)/linli demo

serve: setup ## The real thing on http://127.0.0.1:8000
	@exec $(RUN)/linli serve

test: setup ## All tests, on every core; TESTS=linli/matters for some of them
	@sh tools/setup.sh browser
	$(RUN)/pytest -n auto --dist worksteal $(TESTS)

lint: setup ## Style, types, architecture, settings, migrations
	$(RUN)/ruff check .
	$(RUN)/ruff format --check .
	$(RUN)/mypy
	$(RUN)/lint-imports
	$(RUN)/djade --check $$(git ls-files '*.html')
	$(FOR_TESTS) $(RUN)/linli django check --fail-level ERROR
	$(FOR_TESTS) $(RUN)/linli django makemigrations --check --dry-run

format: setup ## Put the code in order
	$(RUN)/ruff check --fix .
	$(RUN)/ruff format .
	$(RUN)/djade $$(git ls-files '*.html')

faults: setup ## Two hundred kills under load, and what must be whole afterwards (long)
	LINLI_LONG=1 $(RUN)/pytest tests/faults -n0 -p no:randomly --timeout 0

fuzz: setup ## Every page as everybody, many of them (long)
	LINLI_LONG=1 $(RUN)/pytest tests/doors -n auto --timeout 0

bench: setup ## Measure, beside a floor measured in the same run
	$(RUN)/python -m benchmarks

screenshots: setup ## The pictures of the documents, while make demo runs; ADDRESS=... where it does
	@sh tools/setup.sh browser
	$(RUN)/python -m tools.screenshots $(ADDRESS)

clean: ## Remove what was set up; data in var/ stays
	rm -rf .venv .uv node_modules linli/faces/web/static/vendor
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find linli tests tools benchmarks -name __pycache__ -prune -exec rm -rf {} +
	find linli -name '*.mo' -delete
