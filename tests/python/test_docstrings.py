"""Every example in a docstring runs and prints what it says."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import matplotlib as mpl
import pytest

import semeq

MODULES = [
    info.name
    for info in pkgutil.walk_packages(semeq.__path__, "semeq.")
    if not info.name.split(".")[-1].startswith("_")
]
OPTIONS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("name", ["semeq", *MODULES])
def test_docstrings(name: str) -> None:
    mpl.use("agg")
    if name.startswith("semeq.train"):
        pytest.importorskip(name, reason="needs semeq[train]", exc_type=ImportError)
    result = doctest.testmod(importlib.import_module(name), optionflags=OPTIONS)
    assert result.failed == 0
