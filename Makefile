# A machine with Python 3.11+ and make is enough. `make` alone says what there is.

# a distribution's own Python is built with profile-guided optimisation, pyenv's is not unless it is asked to: it takes
# a tenth more CPU
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo /usr/bin/python3 || echo python3)
BIN := .venv/bin
UV := $(shell sed -n 's/^required-version = "\([^"]*\)".*/uv\1/p' pyproject.toml)
export UV_PROJECT_ENVIRONMENT := .venv
export UV_PYTHON_DOWNLOADS := never

.PHONY: help setup run test check format bench generated fit mutate clean

help: ## say what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: .venv/ready ## make the environment, .venv, from the lock

.venv/ready: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 ...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { rm -rf .venv; echo "no venv: on Debian and Ubuntu, apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV)"
	$(BIN)/uv sync --locked --all-extras --all-groups --compile-bytecode
	@touch $@

run: setup ## the web service with a demonstration hospital, at http://127.0.0.1:8000 (BENKOLL_PORT) until ctrl-C
	@scripts/demo
	@BENKOLL_KEY_FILE= BENKOLL_WEB= BENKOLL_ORIGIN= $(BIN)/python scripts/foreground.py \
		$(BIN)/benkoll serve --demo --database sqlite:///.demo/benkoll.db

test: setup ## all checks and all tests; says which suites did not run
	@scripts/system-packages tests
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest

check: setup ## format, lint, strict types, import contracts
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: setup ## put the code in its form
	$(BIN)/ruff format
	$(BIN)/ruff check --fix

bench: setup ## how fast it is, and beside other engines
	@scripts/system-packages bench
	@$(BIN)/python bench/run.py

generated: setup ## write anew what is made from data: leaves, docs, which test shows what
	$(BIN)/python scripts/generate_leaves.py
	$(BIN)/python scripts/generate_docs.py

fit: setup ## fit the estimate of fracture risk to the published figures, and draw docs/risk-model.md's figures
	$(BIN)/python scripts/fit_risk.py
	$(BIN)/python scripts/report_risk.py

mutate: setup ## plant faults in the rules and in the measures: which ones do the tests find?
	$(BIN)/python -m tests.mutation

clean: ## remove the environment and what tools leave behind
	rm -rf .venv .demo .demo.new .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist bench/cql/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
