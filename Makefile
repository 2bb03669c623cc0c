# make demo: set up and live a day · make test: set up and pass every test
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
endif
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Exactly what the lock names and no other file; then this project, built by what the lock brought.
INSTALL = $(PIP) --require-hashes --requirement requirements/$(1).txt && \
	PYTHONWARNINGS=ignore $(PIP) --no-index --no-deps --no-build-isolation --editable . && \
	$(BIN)/python -c "import pathlib; pathlib.Path('$@').touch()"
LANGUAGE ?= en
POT := build/messages.pot
PO = fieldkit/locale/$(LANGUAGE).po
# The product as other systems see it; there, what follows a test for the platform is out of reach.
ELSEWHERE := -p fieldkit -p sync -p printing --no-warn-unreachable

# One file of tests beside another, in the order of tests/conftest.py.
BESIDE := -n logical --maxprocesses 4 --dist loadfile --no-loadscope-reorder

.PHONY: demo check test coverage soak bench messages lock clean
$(VENV)/.made:
	sh .ci/prepare venv $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -c "import pathlib; pathlib.Path('$@').touch()"

$(VENV)/.product: $(VENV)/.made pyproject.toml requirements/product.txt
	$(call INSTALL,product)

$(VENV)/.tests: $(VENV)/.made pyproject.toml requirements/tests.txt
	$(call INSTALL,tests)

demo: $(VENV)/.product
	$(BIN)/fieldkit demo

check: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy $(ELSEWHERE) --platform win32
	$(BIN)/mypy $(ELSEWHERE) --platform darwin

test: check
	sh .ci/prepare tests $(BIN)/python
	$(BIN)/python -m pytest $(BESIDE)

coverage: $(VENV)/.tests
	sh .ci/prepare tests $(BIN)/python
	$(BIN)/python -m pytest $(BESIDE) --cov --cov-report=term:skip-covered

soak: $(VENV)/.tests
	FIELDKIT_SOAK=1 $(BIN)/python -m pytest -m soak -o timeout=0

bench: $(VENV)/.tests
	$(BIN)/python -m tests.bench

# English, or LANGUAGE=nah: that file also gets the words of the tables of services, whose English stands beside them.
messages: $(VENV)/.tests
	mkdir -p build
	$(BIN)/python -m babel.messages.frontend -q extract --mapping-file pyproject.toml --project fieldkit \
		--add-location file --sort-by-file $(if $(filter en,$(LANGUAGE)),,--keyword es) \
		--output $(POT) fieldkit sync printing
	test -f $(PO) || cp $(POT) $(PO)
	$(BIN)/python -m babel.messages.frontend -q update --locale $(LANGUAGE) --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date --width 120 --input-file $(POT) --output-file $(PO)

lock: $(VENV)/.tests
	$(BIN)/python -m tests.lock

clean:
	rm -rf $(VENV) build *.egg-info
