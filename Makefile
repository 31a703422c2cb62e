# Everything runs in .venv. Each extra of pyproject.toml has its own stamp, so that
# `make demo` installs only what it needs.
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps
NATIVE := $(shell git ls-files src cmake CMakeLists.txt 2>/dev/null)
FOUND_CATCH2 = $(shell printf '\#include <catch2/catch.hpp>' | $(CXX) -E -x c++ - >/dev/null 2>&1 && echo yes)
FOUND_BENCHMARK = $(shell printf '\#include <benchmark/benchmark.h>' | $(CXX) -E -x c++ - >/dev/null 2>&1 && echo yes)

.PHONY: demo test test-cpp test-python bench lint format stubs docs docs-serve wheel clean

demo: $(STAMPS)/semeq
	$(BIN)/semeq demo --output demo

test: test-cpp test-python

test-python: $(STAMPS)/test
	$(BIN)/python -m pytest

test-cpp: $(STAMPS)/venv
ifeq ($(FOUND_CATCH2),yes)
	$(BIN)/cmake --preset dev
	$(BIN)/cmake --build --preset dev
	$(BIN)/ctest --preset dev
else
	@echo "Catch2 is not installed (Debian: catch2), so the C++ tests were NOT run."
endif

bench: $(STAMPS)/bench
	$(BIN)/python -m benchmarks.report

lint: $(STAMPS)/lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/stubs.py --check
	$(BIN)/python tools/lint_cpp.py

format: $(STAMPS)/lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python tools/lint_cpp.py --fix

stubs: $(STAMPS)/lint
	$(BIN)/python tools/stubs.py

docs: $(STAMPS)/docs
	$(BIN)/mkdocs build --strict

docs-serve: $(STAMPS)/docs
	$(BIN)/mkdocs serve

wheel: $(STAMPS)/venv
	$(BIN)/pip wheel --no-deps --no-build-isolation --wheel-dir dist .

clean:
	rm -rf .venv build dist demo site

# The build requirements come first, so that the build can use them without isolation
# (isolation would download torch a second time).
$(STAMPS)/venv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "semeq needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet "torch==2.13.*" "scikit-build-core>=0.11,<2" "pybind11>=3,<4" "cmake>=3.25" ninja
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/semeq: $(STAMPS)/venv pyproject.toml $(NATIVE)
	$(BIN)/pip install --quiet --no-build-isolation --editable .
	touch $@

$(STAMPS)/test $(STAMPS)/bench $(STAMPS)/docs: $(STAMPS)/%: $(STAMPS)/semeq
	$(BIN)/pip install --quiet --no-build-isolation --editable ".[$*]"
	touch $@

$(STAMPS)/lint: $(STAMPS)/semeq
	$(BIN)/pip install --quiet --no-build-isolation --editable ".[lint,test]"
	touch $@
