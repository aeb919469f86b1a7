# The one list of commands; `make` alone shows it. CI calls these.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
ARGS   ?=
JOBS   ?= 2

.PHONY: help setup demo up test lint fast check bench lock contracts

help:
	@echo "make demo   watch a district's autumn go through the four services (ARGS=--once ends after it)"
	@echo "make up     an empty installation that keeps its data in ./data"
	@echo "make test   every test, by two workers (JOBS=4 by four); make check: format, lint, types, imports, unit and contract tests (make lint: without tests)"
	@echo "make bench  the figures of the README, measured here (ARGS=--json)"

setup: $(VENV)/runs

demo: $(VENV)/runs
	$(BIN)/dudao demo $(ARGS)

up: $(VENV)/runs
	$(BIN)/dudao up $(ARGS)

test: $(VENV)/tests
	$(BIN)/pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder $(ARGS)

lint: $(VENV)/tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: $(VENV)/tests
	$(BIN)/pytest -q tests/unit tests/contracts tests/architecture

check: $(VENV)/tests
	$(MAKE) --no-print-directory --jobs 2 --output-sync lint fast

bench: $(VENV)/tests
	$(BIN)/python -m tests.benchmarks $(ARGS)

contracts: $(VENV)/runs
	$(BIN)/python -m dudao_contracts.schemas
	$(BIN)/python -m deploy.events_page

# What the program needs, and no more: names, versions and hashes, from whatever index pip is set to.
# uv installs it ten times faster than pip does; where uv cannot reach the index, pip does it.
INDEX   = $${PIP_INDEX_URL:-$$($(BIN)/python -m pip config get global.index-url 2>/dev/null)}
INSTALL = install() { \
	index="$(INDEX)"; \
	UV_SYSTEM_CERTS=1 $(BIN)/uv pip install --quiet --python $(BIN)/python $${index:+--default-index "$$index"} "$$@" \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile "$$@"; }; install

$(VENV)/runs: requirements.lock requirements-uv.lock pyproject.toml shared/contracts/pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "dudao needs Python 3.11 or newer; name one: make PYTHON=python3.12 …")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	$(INSTALL) --require-hashes -r requirements.lock
	$(INSTALL) --no-build-isolation --no-deps -e shared/contracts -e .
	touch $@

$(VENV)/tests: $(VENV)/runs requirements-dev.lock
	$(INSTALL) --require-hashes -r requirements-dev.lock
	touch $@

COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-package dudao-contracts --no-emit-index-url --no-emit-find-links --no-header --no-annotate

lock:
	$(COMPILE) pyproject.toml shared/contracts/pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml shared/contracts/pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
	echo uv | $(COMPILE) - -o requirements-uv.lock
