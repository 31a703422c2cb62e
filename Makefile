# Everything runs in .venv. Each dependency group of pyproject.toml has its own stamp, so that
# `make demo` installs only what it needs. A target's help stands behind its "##".
PYTHON ?= python3
BIN := .venv/bin
# Interpreters to build and try wheels for: make fresh PYTHONS="python3.12 python3.14t"
PYTHONS ?= $(BIN)/python
STAMPS := .venv/.stamps
NATIVE := $(shell git ls-files src cmake CMakeLists.txt 2>/dev/null)
CPP_SOURCES := $(shell git ls-files '*.cpp' '*.hpp' '*.inl' 2>/dev/null)
CMAKE_SOURCES := $(shell git ls-files '*CMakeLists.txt' '*.cmake' 2>/dev/null)
EXTENSIONS := _core _infer
BUILD_REQUIRES = $(BIN)/python -c 'import tomllib; \
  print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"])'
TORCH = $(BIN)/python -c 'import tomllib; \
  print(tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["torch"][0])'
STUBGEN = $(BIN)/pybind11-stubgen --output-dir build/stubs --exit-code $(EXTENSIONS:%=semeq.%)
FOUND_CATCH2 = $(shell printf '\#include <catch2/catch_test_macros.hpp>' | $(CXX) -std=c++20 -E -x c++ - >/dev/null 2>&1 && echo yes)
FOUND_BENCHMARK = $(shell printf '\#include <benchmark/benchmark.h>' | $(CXX) -std=c++20 -E -x c++ - >/dev/null 2>&1 && echo yes)
# Python compiles the modules it imports; to compile all of torch takes pip longer than to unpack it.
export PIP_NO_COMPILE := 1
export CTEST_PARALLEL_LEVEL ?= $(shell getconf _NPROCESSORS_ONLN)
export SEMEQ_RTSAN_CXX := $(shell command -v clang++-22 || command -v clang++-21 || command -v clang++-20)

.DEFAULT_GOAL := help
.PHONY: help demo test test-cpp test-python sanitize fuzz bench lint lint-python lint-cpp format stubs \
  docs docs-serve wheel fresh clean

help: ## print this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

demo: $(STAMPS)/semeq ## install semeq, render a clip from warm to bright, draw the curves
	$(BIN)/semeq demo --output demo

test: test-cpp test-python ## run all tests

test-python: $(STAMPS)/test ## run the Python tests
	$(BIN)/python -m pytest -n auto --dist loadfile --durations=15

test-cpp: $(STAMPS)/venv ## run the C++ tests (needs Catch2 3)
ifeq ($(FOUND_CATCH2),yes)
	$(BIN)/cmake --preset dev
	$(BIN)/cmake --build --preset dev
	$(BIN)/ctest --preset dev
else
	@echo "Catch2 3 is not installed (Debian: catch2), so the C++ tests were NOT run."
endif

# AddressSanitizer with UndefinedBehaviorSanitizer, ThreadSanitizer and, where a Clang has it,
# RealtimeSanitizer over the C++ tests.
sanitize: $(STAMPS)/venv ## run the C++ tests under the sanitizers
ifeq ($(FOUND_CATCH2),yes)
	test -n "$(SEMEQ_RTSAN_CXX)" || \
	  echo "No Clang of 20 to 22 (Debian: clang-22), so RealtimeSanitizer was NOT run."
	for preset in asan tsan $(if $(SEMEQ_RTSAN_CXX),rtsan); do \
	  $(BIN)/cmake --preset $$preset && $(BIN)/cmake --build --preset $$preset && \
	  $(BIN)/ctest --preset $$preset || exit 1; done
else
	@echo "Catch2 3 is not installed (Debian: catch2), so the sanitizers were NOT run."
endif

fuzz: $(STAMPS)/test ## damage 20,000 artifacts in every way and read them
	$(BIN)/python -m tools.fuzz --mutants 20000

bench: $(STAMPS)/bench ## measure speed and accuracy, write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.report

lint: lint-python lint-cpp ## run all checks of style, types, imports and docstrings

# The hooks of pre-commit first: what they can mend, they mend, and then fail.
lint-python: $(STAMPS)/lint ## run the hooks of pre-commit, check the docstrings and stubs
	$(BIN)/pre-commit run --all-files --show-diff-on-failure
	$(BIN)/python -m tools.arrows
	$(BIN)/python -m tools.docstrings
	$(STUBGEN) && for name in $(EXTENSIONS); do \
	  diff -u python/semeq/$$name.pyi build/stubs/semeq/$$name.pyi || { echo "stubs are stale: make stubs"; exit 1; }; done

# Compiles nothing: the preset only tells clang-tidy how each source would be.
lint-cpp: $(STAMPS)/lint ## run clang-tidy over all C++
	$(BIN)/cmake --preset tidy -DSEMEQ_BUILD_TESTS=$(if $(FOUND_CATCH2),ON,OFF) \
	  -Dpybind11_DIR=$$($(BIN)/python -m pybind11 --cmakedir) > /dev/null
	$(BIN)/run-clang-tidy.py -clang-tidy-binary $(BIN)/clang-tidy -p build/tidy -quiet

format: $(STAMPS)/lint ## mend what tools can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/clang-format -i $(CPP_SOURCES)
	$(BIN)/gersemi --in-place $(CMAKE_SOURCES)

stubs: $(STAMPS)/lint ## write the stubs of the extensions, after a change to the bindings
	$(STUBGEN)
	for name in $(EXTENSIONS); do cp build/stubs/semeq/$$name.pyi python/semeq/; done

docs: $(STAMPS)/docs ## build the docs into site/
	$(BIN)/mkdocs build --strict

docs-serve: $(STAMPS)/docs ## serve the docs, built anew at each change
	$(BIN)/mkdocs serve

# Isolated, so without torch and without _infer: what `pip install semeq` brings.
wheel: $(STAMPS)/wheel ## build manylinux wheels for PYTHONS, from a source distribution, into dist/
	rm -rf build/wheel dist && mkdir dist
	$(BIN)/python -m build --quiet --sdist --outdir dist .
	for python in $(PYTHONS); do \
	  $(BIN)/pip --python $$python wheel --quiet --no-deps --wheel-dir build/wheel dist/semeq-*.tar.gz || exit 1; done
ifeq ($(shell uname -s),Linux)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/auditwheel repair --wheel-dir dist build/wheel/*.whl
else
	cp build/wheel/*.whl dist/
endif
	$(BIN)/twine check --strict dist/*

fresh: wheel ## install each wheel into an empty environment and use it; TESTS=1 runs the tests there
	for python in $(PYTHONS); do \
	  $(BIN)/python -m tools.fresh_install --python $$python $(if $(TESTS),--tests) dist || exit 1; done

clean: ## remove everything that make made
	rm -rf .venv build dist demo site

# The build requirements come first, so that the build can use them without isolation: an isolated
# one would not see torch.
$(STAMPS)/venv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "semeq needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet $$($(BUILD_REQUIRES)) "cmake>=3.25" ninja
	mkdir -p $(STAMPS) && touch $@

$(STAMPS)/semeq: $(STAMPS)/venv pyproject.toml $(NATIVE)
	$(BIN)/pip install --quiet --no-build-isolation --editable ".[plot]"
	touch $@

# Before semeq, which builds _infer where it finds torch.
$(STAMPS)/torch: $(STAMPS)/venv
	$(BIN)/pip install --quiet "$$($(TORCH))"
	touch $@

$(STAMPS)/wheel: $(STAMPS)/venv pyproject.toml
	$(BIN)/pip install --quiet --group wheel
	touch $@

# Each of them installs semeq too. lint's group has test's in it.
$(STAMPS)/test $(STAMPS)/bench $(STAMPS)/lint $(STAMPS)/docs: $(STAMPS)/%: \
  $(STAMPS)/torch pyproject.toml $(NATIVE)
	$(BIN)/pip install --quiet --no-build-isolation --editable ".[text,train]" --group $*
	touch $@ $(STAMPS)/semeq $(if $(filter lint,$*),$(STAMPS)/test)
