"""A torch that is missing or another version is named, with both versions and the remedy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.machinery import ModuleSpec
from importlib.metadata import PackageNotFoundError

import pytest

import semeq
from semeq import ModelLoadError, _core, _libtorch


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where semeq was built beside torch 2.13."""
    monkeypatch.setattr(_core, "TORCH_VERSION", "2.13.0+cpu")
    monkeypatch.setattr(_libtorch, "find_spec", partial(ModuleSpec, loader=None))


@pytest.mark.usefixtures("built")
def test_another_torch_is_named_with_the_one_that_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_libtorch, "version", lambda _: "2.12.1+cpu")
    wanted = _core.TORCH_VERSION.replace("+", r"\+")
    with pytest.raises(ModelLoadError, match=rf"needs torch {wanted}, and torch 2\.12\.1\+cpu is"):
        _libtorch.load_infer()


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("load", [semeq.load_model, semeq.load_ears])
def test_it_is_named_when_the_engine_is_asked_for(
    load: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_libtorch, "version", lambda _: "2.12.0")
    with pytest.raises(ModelLoadError, match=r"and torch 2\.12\.0 is installed"):
        load(engine="torchscript")


@pytest.mark.usefixtures("built")
def test_a_missing_torch_is_named_with_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_version(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(_libtorch, "version", no_version)
    with pytest.raises(ModelLoadError, match=r"pip install 'semeq\[torch\]'"):
        _libtorch.load_infer()


def test_a_build_without_libtorch_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_core, "TORCH_VERSION", "")
    with pytest.raises(ModelLoadError, match="built without libtorch"):
        _libtorch.load_infer()
