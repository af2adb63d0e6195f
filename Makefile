# Everything here sets itself up: the virtual environment comes from the hash-locked requirements.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
WORKERS ?= 2
PEERS ?= .venv-peers

.PHONY: ingest test test-all lint golden lock clean docs bench

ingest: $(VENV)/.ingest
	@$(BIN)/palimpsest ingest

test: $(VENV)/.test lint
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not long"

test-all: $(VENV)/.test lint
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

golden: $(VENV)/.test  ## rewrite the goldens; the git diff is the review
	@$(BIN)/python -m tests.golden

docs: $(VENV)/.test  ## rewrite the generated pages
	@$(BIN)/python -m warehouse.docs > docs/tables.md
	@$(BIN)/python -m cleaners.catalogue > docs/rules.md

bench: $(VENV)/.test $(PEERS)/.ready  ## us beside our peers, 15 minutes on two idle cores; rewrites docs/benchmarks.md
	@$(BIN)/python -W ignore -m benchmarks.bench --peers $(PEERS)/bin/python

lock:  ## needs uv; hashes and no addresses
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-strip-extras --python-version 3.11 pyproject.toml --extra build --extra test --extra s3 --extra dask -o requirements-test.lock
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --no-strip-extras --python-version 3.11 pyproject.toml --extra build -c requirements-test.lock -o requirements.lock

# --no-deps: the lock is complete, and pip must not look further than it; `pip check` proves that it is
$(VENV)/.ingest: requirements.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) (first time only)"
	@$(PIP) install --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(PIP) check
	@touch $@

$(VENV)/.test: requirements-test.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV) for tests (first time only)"
	@$(PIP) install --no-deps --require-hashes -r requirements-test.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(PIP) check
	@touch $@ $(VENV)/.ingest

# other people's packages, which want other versions than ours; PyICU alone may fail, for it builds against ICU's headers
$(PEERS)/.ready: benchmarks/requirements-peers.txt
	@test -x $(PEERS)/bin/python || $(PYTHON) -m venv $(PEERS)
	@$(PEERS)/bin/python -m pip install --disable-pip-version-check --quiet --upgrade pip
	@$(PEERS)/bin/python -m pip install --disable-pip-version-check --quiet -r $<
	-@$(PEERS)/bin/python -m pip install --disable-pip-version-check --quiet pyicu==2.17
	@touch $@

clean:
	rm -rf $(VENV) $(PEERS) build *.egg-info .hypothesis
