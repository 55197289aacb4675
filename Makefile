# Everything a contributor runs. `make demo` and `make test` need nothing but Python 3.11 or newer.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint docs site catalogues schemas golden examples bench-startup bench-loading bench-faults bench-ledger bench-many clean

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit("grantcalc needs Python 3.11 or newer, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

demo: $(VENV)/installed  ## Check the example's budget, and show what is left of its grant.
	$(BIN)/grantcalc check examples/drammen/budget.xlsx
	cd examples/drammen && ../../$(BIN)/grantcalc remaining --as-of 2022-02-14

test: $(VENV)/installed  ## The whole suite.
	$(BIN)/python -m pytest --numprocesses auto

lint: $(VENV)/installed  ## Style, types and who may import whom.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(VENV)/installed  ## Write the generated pages and console blocks anew.
	$(BIN)/python -m tools.docs

site: $(VENV)/installed  ## Build the documentation site: build/site/index.html.
	$(BIN)/python -m sphinx -q -W -b html docs build/site

catalogues: $(VENV)/installed  ## Collect the messages to be translated, and compile the translations.
	$(BIN)/python -m tools.catalogues

schemas: $(VENV)/installed  ## Make the JSON Schemas anew from the models.
	$(BIN)/python -m tools.schemas

golden: $(VENV)/installed  ## Make the examples of outputs anew: a faulty budget and the reports, in every format.
	$(BIN)/python -m tools.golden
	$(BIN)/python -m tools.golden_reports

examples: $(VENV)/installed  ## Make the examples' workbooks anew.
	$(BIN)/python -m examples.make

bench-startup: $(VENV)/installed  ## Start-up, as ratios to bare Python.
	$(BIN)/python benchmarks/startup.py

bench-loading: $(VENV)/installed  ## Checking a workbook, against merely loading it.
	$(BIN)/python benchmarks/loading.py

bench-faults: $(VENV)/installed  ## Faults seeded into budgets: which are found, and where.
	$(BIN)/python -m benchmarks.faults

bench-ledger: $(VENV)/installed  ## A ledger of up to a million entries, asked by grantcalc and by others.
	$(BIN)/python -m benchmarks.ledger

bench-many: $(VENV)/installed  ## A thousand small budgets, with one process and with all cores.
	$(BIN)/python -m benchmarks.many

clean:
	rm -rf $(VENV)
