# make demo · make test · make check · make bench        (set-up happens by itself; `make clean` undoes it)
PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
STAMP = .venv/stamps
export UV_COMPILE_BYTECODE = 1
export UV_LINK_MODE = copy
export SAMLAD_DATA ?= $(CURDIR)/.data

.PHONY: demo test check lint types setup bench lock messages pictures clean

demo: setup
	@SAMLAD_HTTPS=no $(BIN)/samlad demo --port $(PORT)

setup: $(STAMP)/python $(STAMP)/kernels $(STAMP)/front $(STAMP)/messages

$(STAMP)/uv: requirements-uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed; this is %s. Try: make PYTHON=python3.12 …" % sys.version.split()[0])'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.txt
	@mkdir -p $(STAMP) && touch $@

$(STAMP)/python: $(STAMP)/uv requirements.lock pyproject.toml
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMP)/kernels: $(STAMP)/python $(wildcard src/samlad/analysis/kernels/*.[ch])
	@$(BIN)/python -m samlad.analysis.kernels
	@touch $@

$(STAMP)/front: $(STAMP)/python package-lock.json $(shell find frontend src/samlad/collect/*/*.txt -type f 2>/dev/null)
	npm ci --silent --no-audit --no-fund
	node frontend/build.mjs
	@touch $@

$(STAMP)/messages: $(STAMP)/python $(shell find src/samlad/locale -name '*.po' 2>/dev/null)
	$(BIN)/python scripts/messages.py compile
	@touch $@

test: setup
	@$(BIN)/python scripts/test.py

check: lint types

lint: $(STAMP)/python
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(STAMP)/python
	$(BIN)/mypy

bench: setup
	$(BIN)/python -m bench.run

messages: $(STAMP)/python
	$(BIN)/python scripts/messages.py update

pictures: setup
	$(BIN)/python -m docs.pictures.take

lock:
	$(BIN)/uv lock --quiet
	$(BIN)/uv export --quiet --all-groups --no-emit-project --format requirements.txt --no-header --output-file requirements.lock
	rm -f uv.lock

clean:
	rm -rf .venv node_modules .data src/samlad/web/static/dist src/samlad/analysis/kernels/*.so
