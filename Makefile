# One door to the work. Needs only make and Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
.DEFAULT_GOAL := help

help: ## show these verbs
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## /{printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/run ## start Talap (nothing configured: a demo page on this machine)
	@$(BIN)/python -m bot run

talk: $(VENV)/run ## talk to the bot here in the terminal, as a lead
	@$(BIN)/python -m bot talk

test: $(VENV)/dev ## run all tests
	@$(BIN)/python -m pytest -q -n auto --dist loadfile tests/unit tests/contract || { test $$? = 1 && \
	  echo "Failed tests once more, alone:" && \
	  $(BIN)/python -m pytest --last-failed --last-failed-no-failures none tests/unit tests/contract; }
	@$(BIN)/python -m pytest -q tests/faults
	@$(BIN)/python -m pytest -n 2 --dist loadfile tests/story || { test $$? = 1 && echo "Failed stories once more, alone:" && \
	  $(BIN)/python -m pytest --last-failed --last-failed-no-failures none tests/story; }

check: $(VENV)/dev ## format, lint, types, import contracts, sizes, words, docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pytest -q tests/unit/test_house.py tests/unit/test_words.py tests/unit/test_docs.py

bench: $(VENV)/dev ## measure speed, as ratios within one run
	@$(BIN)/python -m tests.bench

backup: $(VENV)/run ## copy the database into data/backups, also while running
	@$(BIN)/python -m bot backup data/backups/talap-$$(date +%Y%m%d-%H%M%S).db

crash: $(VENV)/dev ## a thousand kills -9, on SQLite and on PostgreSQL (an hour)
	@$(BIN)/python -m tests.faults --kills 1000

soak: $(VENV)/dev ## a hundred thousand seeded orders of events (hours)
	@$(BIN)/python -m tests.faults --seeds 100000

format: $(VENV)/dev ## put the code into the one format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

lock: $(VENV)/dev ## resolve dependencies anew into the lock files
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --upgrade -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	  --no-emit-index-url --no-emit-find-links --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

$(VENV)/run: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Talap needs Python 3.11 or newer; set PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Talap needs (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m compileall -q -j 0 bot channels fsm handoff jobs locales scoring
	@touch $@

$(VENV)/dev: requirements-dev.lock $(VENV)/run
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

clean: ## remove the virtual environment and caches (never the data)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.PHONY: help run talk test check bench backup crash soak format lock clean
