# install, demo and test work on a fresh machine with Python 3.11+ and make.

PORT ?= 8080
WORKERS ?= 4
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.installed
SOURCES = $(wildcard settings.py configuration bots handlers hub storage sandbox tests benchmarks)

# The first python that is new enough; `make PYTHON=/path/to/python` overrides.
PYTHON = $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

AS_ROOT = [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null
APT_INSTALL = apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends

.PHONY: install system browser demo test faults screenshots bench lint format lock clean

install: $(STAMP)
	@:

$(STAMP): requirements/dev.txt
	@[ -n "$(PYTHON)" ] || { echo "Python 3.11 or newer is needed; python3 here is: $$(python3 --version 2>&1)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { $(AS_ROOT) && $(APT_INSTALL) python3-venv; } || \
		{ echo "$(PYTHON) cannot make a virtual environment: install python3-venv" >&2; exit 1; }
	@[ -x $(PY) ] || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r $<
	@touch $@

# Shared libraries that the embedded mongod needs; a no-op where it starts already.
system: install
	@packages="$$($(PY) -m storage.embedded)"; [ -z "$$packages" ] || \
		{ $(AS_ROOT) && $(APT_INSTALL) $$packages </dev/null; } || \
		echo "The embedded MongoDB needs these packages: $$packages" >&2

# A browser for the tests of the playground; without it they fail, and say so.
browser: install
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || \
		{ $(AS_ROOT) && $(APT_INSTALL) chromium </dev/null >/dev/null; } || \
		echo "The playground's tests need a browser: install chromium" >&2

demo: system
	@exec $(PY) -m sandbox.demo --port $(PORT)

test: system browser
	@$(PY) -m pytest -n $(WORKERS) --dist worksteal

faults: system
	@$(PY) -m pytest -m faults

# The pictures of README, of a running demo; a font that looks the same everywhere is fetched first.
screenshots: system browser
	@{ $(AS_ROOT) && $(APT_INSTALL) fonts-inter fonts-noto-color-emoji </dev/null >/dev/null; } || true
	@$(PY) -m tests.browser.screenshots

# The search alone, over a million messages: `python -m benchmarks.search --messages 1000000`.
bench: system
	@$(PY) -m benchmarks
	@$(PY) -m benchmarks.search
	@$(PY) -m benchmarks.outside_text

lint: install
	@$(PY) -m ruff check $(SOURCES)
	@$(PY) -m ruff format --check $(SOURCES)
	@$(PY) -m mypy $(SOURCES)
	@$(VENV)/bin/lint-imports

format: install
	@$(PY) -m ruff check --fix-only $(SOURCES)
	@$(PY) -m ruff format $(SOURCES)

# One after the other: each is a constraint of the next, so that a package has one version in all three.
lock: install
	@cd requirements && for name in run embedded dev; do ../$(VENV)/bin/uv pip compile --quiet --upgrade \
		--universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-emit-find-links \
		--override overrides.txt --custom-compile-command "make lock" -o $$name.txt $$name.in || exit 1; done

clean:
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
