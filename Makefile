# Everything a person or a CI machine does here. `make` lists the targets.

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.mailgate-installed
CODE := src tests migrations
# One for each core of a small machine; each pytest process has a PostgreSQL of its own.
TEST_PROCESSES ?= 2
# The first Python of at least 3.11 that starts; `make setup PYTHON=...` chooses another.
PYTHON ?= $(shell for python in python3.11 python3 python3.12 python3.13 python3.14; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$python" && break; done)

.DEFAULT_GOAL := help
.PHONY: help setup run check test prove bench fuzz lock packages

help:  ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /|/' | while IFS='|' read -r target does; do \
		printf '  make %-8s %s\n' "$$target" "$$does"; done

setup: $(STAMP)  ## make .venv and install what requirements.lock pins

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "mailgate needs Python 3.11 or newer on PATH"; exit 69; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing the pinned packages (a minute or two)"
	$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-index --no-deps --no-build-isolation --editable .
	@touch $@

run: setup  ## run the demo desk; Ctrl-C ends it
	@cat deploy/demo-desk.txt
	@exec $(BIN)/mailgate serve

check: setup  ## lint, format, types, imports, layout and docs
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -v tests/layout

test: setup packages  ## install what the tests need (Debian, root) and run them all
	$(BIN)/pytest -v -rs -n $(TEST_PROCESSES) --dist worksteal -m "not prove" --durations 40

packages:
	@tests/install-packages

prove: setup packages  ## run every promise in full count (long)
	$(BIN)/pytest -v -rs -m prove

bench: setup packages  ## measure the real daemon on SQLite and PostgreSQL
	$(BIN)/python tests/bench/run.py

fuzz: setup  ## throw broken mails at the parser
	$(BIN)/python tests/corpus/fuzz.py

lock: setup  ## write requirements.lock anew from pyproject.toml
	$(BIN)/uv pip compile pyproject.toml --group dev --extra uvloop --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --python-version 3.11 --quiet --output-file requirements.lock
