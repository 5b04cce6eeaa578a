# The commands of README.md. Nothing needs to be installed by hand but Python, make and a network.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 2
PORT ?= 8000
HOST ?= 127.0.0.1
PIP := $(BIN)/pip --disable-pip-version-check --quiet --quiet
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGUES:.po=.mo)

export PORT HOST

.PHONY: run test lint bench wheel translations clean

run: $(VENV)/runtime $(COMPILED)
	@PORTAL_DEMO=1 $(BIN)/python -m portal upgrade
	@PORTAL_DEMO=1 $(BIN)/python -m portal demo
	@PORTAL_DEMO=1 exec $(BIN)/python -m portal serve --with-worker

# A test that hangs is named and ended after five minutes; the rest go on. PYTEST="-k answer" runs a part.
test: $(VENV)/develop $(COMPILED)
	@$(BIN)/python -m tests.servers $(BIN)/python -m pytest -n $(JOBS) --dist worksteal \
	  -o faulthandler_timeout=300 -o faulthandler_exit_on_timeout=true $(PYTEST)

# The tests that only read: style, types, imports, templates. `make test` runs them too.
lint: $(VENV)/develop
	@$(BIN)/python -m pytest -q -n 0 tests/house/test_lint.py

bench: $(VENV)/develop $(COMPILED)
	$(BIN)/python -m tests.bench

wheel: $(VENV)/develop $(COMPILED)
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

translations: $(VENV)/develop
	$(BIN)/pybabel extract -F pyproject.toml -k _later --no-wrap --omit-header --no-location --sort-by-file -o translations/messages.pot .
	for file in $(CATALOGUES); do \
	  $(BIN)/pybabel update --no-wrap --no-fuzzy-matching --ignore-obsolete -i translations/messages.pot -o $$file \
	    -l $$(basename $$(dirname $$(dirname $$file))); done

%.mo: %.po $(VENV)/runtime
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $$(basename $$(dirname $$(dirname $<)))

$(VENV)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Your Voice needs Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/runtime: requirements.txt | $(VENV)/python
	@echo "Installing what the portal needs (once)."
	@$(PIP) install --no-deps --require-hashes --only-binary :all: -r requirements.txt
	@touch $@

$(VENV)/develop: requirements-dev.txt pyproject.toml | $(VENV)/python
	@echo "Installing what the portal and its tests need (once)."
	@$(PIP) install --no-deps --require-hashes --only-binary :all: -r requirements-dev.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/runtime

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache $(COMPILED)
