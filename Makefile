# Everything runs in .venv. Each extra of pyproject.toml has its own stamp, so that
# `make demo` installs only what it needs.
PYTHON ?= python3
BIN := .venv/bin
STAMPS := .venv/.stamps
NATIVE := $(shell git ls-files src cmake CMakeLists.txt 2>/dev/null)
CPP_SOURCES := $(shell git ls-files '*.cpp' '*.hpp' '*.inl' 2>/dev/null)
EXTENSIONS := _core _infer
STUBGEN = $(BIN)/pybind11-stubgen --output-dir build/stubs --exit-code $(EXTENSIONS:%=semeq.%)
FOUND_CATCH2 = $(shell printf '\#include <catch2/catch.hpp>' | $(CXX) -E -x c++ - >/dev/null 2>&1 && echo yes)
FOUND_BENCHMARK = $(shell printf '\#include <benchmark/benchmark.h>' | $(CXX) -E -x c++ - >/dev/null 2>&1 && echo yes)
export SEMEQ_RTSAN_CXX := $(shell command -v clang++-22 || command -v clang++-21 || command -v clang++-20)

.PHONY: demo test test-cpp test-python sanitize bench lint format stubs docs docs-serve wheel clean

demo: $(STAMPS)/semeq
	$(BIN)/semeq demo --output demo

test: test-cpp test-python

test-python: $(STAMPS)/test
	$(BIN)/python -m pytest -n auto --dist loadfile

test-cpp: $(STAMPS)/venv
ifeq ($(FOUND_CATCH2),yes)
	$(BIN)/cmake --preset dev
	$(BIN)/cmake --build --preset dev
	$(BIN)/ctest --preset dev
else
	@echo "Catch2 is not installed (Debian: catch2), so the C++ tests were NOT run."
endif

# AddressSanitizer with UndefinedBehaviorSanitizer, ThreadSanitizer and, where a Clang has it,
# RealtimeSanitizer over the C++ tests.
sanitize: $(STAMPS)/venv
ifeq ($(FOUND_CATCH2),yes)
	test -n "$(SEMEQ_RTSAN_CXX)" || \
	  echo "No Clang of 20 to 22 (Debian: clang-22), so RealtimeSanitizer was NOT run."
	for preset in asan tsan $(if $(SEMEQ_RTSAN_CXX),rtsan); do \
	  $(BIN)/cmake --preset $$preset && $(BIN)/cmake --build --preset $$preset && \
	  $(BIN)/ctest --preset $$preset || exit 1; done
else
	@echo "Catch2 is not installed (Debian: catch2), so the sanitizers were NOT run."
endif

bench: $(STAMPS)/bench
	$(BIN)/python -m benchmarks.report

lint: $(STAMPS)/lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(STUBGEN) && for name in $(EXTENSIONS); do \
	  diff -u python/semeq/$$name.pyi build/stubs/semeq/$$name.pyi || { echo "stubs are stale: make stubs"; exit 1; }; done
	$(BIN)/clang-format --dry-run -Werror $(CPP_SOURCES)
	test -z "$(FOUND_CATCH2)" || $(BIN)/cmake --preset dev > /dev/null
	$(BIN)/python -m tools.clang_tidy

format: $(STAMPS)/lint
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/clang-format -i $(CPP_SOURCES)

stubs: $(STAMPS)/lint
	$(STUBGEN)
	for name in $(EXTENSIONS); do cp build/stubs/semeq/$$name.pyi python/semeq/; done

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
