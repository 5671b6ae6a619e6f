# Two commands for everybody: `make demo` and `make test`. Both set up what they need in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := build/demo
# One more than processors: tests wait for browsers, sockets and processes.
WORKERS ?= $(shell $(PYTHON) -c 'import os; print(min(8, 1 + (os.cpu_count() or 1)))')
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Tests start many processes: without kept bytecode each would compile everything again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check lint types imports pytest every-page bench bench-brief soak docs pictures schema assets lock clean

help:  ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Hansei needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/runtime.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src/hansei
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements/dev.lock
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/dev.lock
	@touch $@

demo: $(VENV)/.runtime  ## draft the example incident and say where to see it
	@mkdir -p $(DEMO)
	@$(BIN)/hansei draft examples/checkout-outage -o $(DEMO) --store sqlite:///$(CURDIR)/$(DEMO)/hansei.sqlite3
	@echo
	@echo "Open $(DEMO)/postmortem.html in a browser, or the application on the same store:"
	@echo "  $(BIN)/hansei serve --store sqlite:///$(CURDIR)/$(DEMO)/hansei.sqlite3"

test: check pytest  ## lint, types, house rules and tests

check: lint types imports

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests bench
	$(BIN)/ruff format --check src tests bench

types: $(VENV)/.dev
	$(BIN)/mypy

imports: $(VENV)/.dev
	$(BIN)/lint-imports

pytest: $(VENV)/.dev  ## the tests alone; TEST_DATABASE_URL chooses the database
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

every-page: $(VENV)/.dev  ## axe and width on every page, in light and dark, narrow and wide
	EVERY_PAGE=1 $(BIN)/python -m pytest -n $(WORKERS) tests/browser/test_every_page.py

bench: $(VENV)/.dev  ## all measurements, as in bench/README.md (long)
	$(BIN)/python -m bench.throughput --work build/bench --hansei $(BIN)/hansei
	$(BIN)/python -m bench.synth generate --seed 2027 --incidents 44 --out build/bench/cases
	$(BIN)/python -m bench.synth score --truth build/bench/cases \
		--command "$(BIN)/hansei draft {exports} --format json --no-store --quiet" \
		--check-command "$(BIN)/hansei check {report} --format json --fail-on never --quiet"
	$(BIN)/python -m bench.check --work build/bench/check

bench-brief: $(VENV)/.dev  ## the same, small, to see that it runs
	$(BIN)/python -m bench.throughput --work build/bench --hansei $(BIN)/hansei --sizes 10000 50000
	$(BIN)/python -m bench.synth generate --seed 7 --incidents 11 --out build/bench/cases
	$(BIN)/python -m bench.synth score --truth build/bench/cases \
		--command "$(BIN)/hansei draft {exports} --format json --no-store --quiet" \
		--check-command "$(BIN)/hansei check {report} --format json --fail-on never --quiet"

soak: $(VENV)/.dev  ## the API against its own description, and properties on many examples (long)
	FUZZ_EXAMPLES=$${FUZZ_EXAMPLES:-200} $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal tests/api/test_fuzz.py
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal --hypothesis-profile=deep \
		tests/domain tests/reading tests/outputs tests/editing tests/checks tests/search \
		tests/collab tests/conformance

docs: $(VENV)/.dev  ## write the generated pages of docs/reference again
	$(BIN)/python -m tests.docs.generate

pictures: $(VENV)/.dev  ## take the pictures of docs again; HANSEI_DATA: published reports, for some
	$(BIN)/python -m tests.docs.pictures
	$(BIN)/python -m tests.docs.web_pictures
	$(BIN)/python -m tests.docs.proof_pictures
ifdef HANSEI_DATA
	$(BIN)/python -m tests.docs.learning_pictures $(HANSEI_DATA)
	$(BIN)/python -m tests.docs.adopting_picture $(HANSEI_DATA)
else
	@echo "HANSEI_DATA names no folder: the pictures of real reports stay as they are"
endif

schema: $(VENV)/.dev  ## write what new SQLite stores are laid from again, after a new migration
	$(BIN)/python -m tests.migrations.snapshot

assets:  ## build the editor's scripts again (needs node and npm; the result is committed)
	cd src/hansei/web/assets && npm ci --ignore-scripts --no-audit --no-fund && npm run --silent build

lock: $(VENV)/.dev  ## resolve the requirements again (needs uv on the path)
	uv pip compile pyproject.toml --extra postgres --group build --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/runtime.lock
	uv pip compile pyproject.toml --extra postgres --extra saml --extra semantic --group build --group dev --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-annotate --no-header -q -o requirements/dev.lock

clean:  ## remove what was made
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
