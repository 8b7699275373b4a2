# Điều phối. `make run` to see it work, `make check` before a commit, `make test` for everything.
# PYTHON=python3.12 chooses the interpreter, PORT=8080 the port.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-input
# The settings of the tests: a folder of their own, so that no check touches an installation.
DIEUPHOI_IN_TESTS := DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m dieuphoi.commands.main
SETUP := .venv/setup.stamp
DEV := .venv/dev.stamp
NEEDS_PYTHON := Cần Python từ 3.11 trở lên, có venv (Debian: apt-get install python3-venv); chọn bản khác: make PYTHON=… \
	/ Python 3.11 or newer with venv is needed; choose another with: make PYTHON=…

.PHONY: setup run demo test check lint types migrations pictures bundle lock system-packages

setup: $(SETUP)

$(SETUP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "$(NEEDS_PYTHON)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(DEV): requirements-dev.lock $(SETUP)
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

run: $(SETUP)
	@$(BIN)/dieuphoi demo --if-empty
	@exec $(BIN)/dieuphoi serve

demo: $(SETUP)
	$(BIN)/dieuphoi demo

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(DEV)
	$(BIN)/mypy

migrations: $(DEV)
	$(DIEUPHOI_IN_TESTS) makemigrations --check --dry-run

system-packages:
	@tools/system_packages.sh

# All that needs neither a browser nor PostgreSQL: under two minutes.
check: lint types migrations
	$(BIN)/pytest -n 2 -m "not browser and not crash and not install"

# `check`, then every test on a PostgreSQL of its own, with the browser, the kills and the bundle.
test: system-packages check
	$(BIN)/python -m tests.postgres $(BIN)/pytest -n 2 --dist worksteal

pictures: system-packages $(DEV)
	$(BIN)/python -m tests.browser.pictures

# dist/dieuphoi-VERSION.tar.gz: installs on a machine without network.
bundle: $(SETUP)
	@tools/make_bundle.sh dist

# Needs uv. UPGRADE=--upgrade takes newer versions; without it only what pyproject.toml asks changes.
LOCK := uv pip compile pyproject.toml --universal --generate-hashes --no-header --quiet $(UPGRADE)
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev -o requirements-dev.lock
