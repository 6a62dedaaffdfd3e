# Two commands matter to a newcomer:
#   make audit             set up, and audit the sample pages (or PAGE=file-or-URL), reports into build/
#   make test              set up, check style, types and imports, and run all tests
# make bench measures how quick it is, beside other linters: reports/bench.md, docs/performance.md
# make fuzz looks for pages and files on which it breaks or hangs: docs/fuzzing.md
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGE ?= fixtures/pages
BASE ?= HEAD

.PHONY: audit test check setup browser bench native same accuracy model reference samples fuzz clean

audit: setup
	@mkdir -p build
	$(BIN)/healthaudit audit $(PAGE) --fail-on never -o build/report.html -o build/report.json
	@echo "open build/report.html in a browser"

test: check $(VENV)/.browser
	$(BIN)/python -m pytest -n auto

check: setup
	$(BIN)/ruff check src tests scripts
	$(BIN)/ruff format --check src tests scripts
	$(BIN)/mypy
	$(BIN)/python -m pytest tests/test_structure.py

setup: $(VENV)/.ready

# Remade when what is to be installed changes; --no-input so that nothing waits for an answer.
$(VENV)/.ready: pyproject.toml constraints.txt
	$(PYTHON) scripts/require_python.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	@touch $@

# A Chromium for the tests: says where it is, or installs one. The stamp spares "test" the question.
browser: setup
	$(BIN)/python scripts/browser.py
	@touch $(VENV)/.browser

$(VENV)/.browser: $(VENV)/.ready scripts/browser.py
	$(BIN)/python scripts/browser.py
	@touch $@

# All parts, into reports/bench.md; BENCH="start many" runs some and only prints them.
bench: $(VENV)/.browser
	$(BIN)/python scripts/bench.py $(BENCH)

# What a core in C++ would buy (docs/native.md), built in build/native; wants g++ and libre2-dev.
native: setup
	$(BIN)/python scripts/native.py

# Fails when the report of a fixture is not what it is at another revision, byte for byte: after making something faster.
same: setup
	$(BIN)/python scripts/same_reports.py $(BASE)

# Writes reports/accuracy.*; fails, and writes nothing, when a family falls. ACCURACY=--check fails when they are stale.
accuracy: setup
	$(BIN)/python scripts/accuracy.py $(ACCURACY)

# The bundled classifier and its card; the same corpus gives the same weights.
model: setup
	$(BIN)/healthaudit train --corpus fixtures/corpus --pages fixtures/pages \
		--output src/healthaudit/classifier/bundled.model --card docs/model-card.md

# A page a rule in docs/rules; after make accuracy, for its figures.
reference: setup
	$(BIN)/python scripts/reference.py

samples: $(VENV)/.browser
	$(BIN)/python scripts/samples.py
	$(BIN)/python scripts/pictures.py

# Looks for pages, files and answers on which healthaudit breaks or hangs: docs/fuzzing.md. Where atheris cannot be
# installed it goes by chance. TARGETS="html rules" names some of them, FUZZ=1 leaves the long tests out.
fuzz: setup
	-$(BIN)/python -m pip install --quiet --no-input --disable-pip-version-check --constraint constraints.txt --editable ".[dev,fuzz]"
	$(BIN)/python scripts/fuzz.py --seconds $(or $(SECONDS),60) $(TARGETS)
	FUZZ=$(or $(FUZZ),20) $(BIN)/python -m pytest tests/fuzz -n auto

clean:
	rm -rf $(VENV) build dist
