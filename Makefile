# Claimbook. `make report` and `make test` do everything on a fresh machine; `make help` lists the rest.

SEEDS ?=
ARTICLES ?=
BIN := .venv/bin
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
# Tests at once: three keep two cores busy, as they wait for browsers, timers and processes. Those of one file stay together, as
# they share what is costly to make.
JOBS ?= 3
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
export JUPYTER_PREFER_ENV_PATH := 1
# Each kernel and each command would compile the whole kit anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup report test test-fast lab pdf lint lock bench clean

help: ## what there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 22

setup: .venv/ready ## create .venv, or bring it up to date

report: .venv/ready ## reports/index.html from seeds/, or from SEEDS=folder
	@$(BIN)/python -m analysis report $(if $(SEEDS),"$(SEEDS)")
	@rm -f reports/index.pdf

pdf: .venv/ready ## reports/index.pdf of the report that is there; needs Chromium
	@test -f reports/index.html || $(MAKE) --no-print-directory report
	@test -n "$(CHROMIUM)" || { echo "make pdf: no Chromium was found; install it, or name it with CHROMIUM=/path" >&2; exit 1; }
	@"$(CHROMIUM)" --headless $(if $(filter 0,$(shell id -u)),--no-sandbox) --disable-gpu --disable-background-networking --no-pdf-header-footer \
		--print-to-pdf="$(CURDIR)/reports/index.pdf" "$(CURDIR)/reports/index.html" 2> /dev/null \
		|| { echo "make pdf: $(CHROMIUM) could not print the page; try another with CHROMIUM=/path" >&2; exit 1; }
	@echo "reports/index.pdf"

lab: .venv/ready ## JupyterLab, on this machine only
	@$(BIN)/jupyter lab --ServerApp.ip=127.0.0.1 --LabApp.default_url=/lab/tree/notebooks/00_report.ipynb

test: .venv/ready ## every test, and how much of analysis/ they reach
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder --cov --cov-report=term --cov-fail-under=90

test-fast: .venv/ready ## the inner loop: no notebooks, clusters, browsers or command lines
	@$(BIN)/python -m pytest -q -n $(JOBS) --dist loadfile -m "not slow and not browser"

lint: .venv/ready ## style, types, spelling, stripped notebooks
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/codespell
	@$(BIN)/nbstripout --keep-id --verify notebooks/*.ipynb

lock: .venv/ready ## requirements.lock from requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes requirements.txt -o requirements.lock > /dev/null
	@echo "requirements.lock written; the next make installs it"

bench: .venv/ready ## what the kit costs against its peers; ARTICLES=folder
	@$(BIN)/python -m bench $(if $(ARTICLES),"$(ARTICLES)")

clean: ## remove what can be made again
	@rm -rf .venv reports .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .claimbook-cache

.venv/ready: .venv/locked pyproject.toml $(wildcard analysis/template/* analysis/jupyter_*_config.json)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/locked: requirements.lock
	@test -n "$(PYTHON)" || { echo "make: Python 3.11, 3.12 or 3.13 is needed; install the package python3.11 (or name yours: make PYTHON=/path/to/python)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "make: this Python cannot make virtual environments; install the package python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "creating .venv"; $(PYTHON) -m venv .venv; }
	@echo "installing what requirements.lock names: some minutes, once"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@touch $@
