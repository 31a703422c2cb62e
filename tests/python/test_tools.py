"""The tools of the repository find what they are there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("grimp", reason="needs the lint group")
pytest.importorskip("numpydoc", reason="needs the lint group")

from tools import arrows, docstrings


def house(
    pairs: set[tuple[str, str]], up: list[tuple[str, str]] | None = None, n_lines: int = 1
) -> arrows.House:
    modules = sorted({module for pair in pairs for module in pair})
    file = Path(__file__).with_name("made_up.py")
    return arrows.House("made up", modules, pairs, up or [], [(n_lines, file)])


def test_a_circle_of_three_is_one_circle() -> None:
    found = house({("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")})
    assert found.circles() == [["a", "b", "c"]]
    assert not found.report()


def test_floors_are_the_longest_chain() -> None:
    found = house({("a", "b"), ("b", "c"), ("a", "c"), ("a", "d")})
    assert found.circles() == []
    assert found.n_floors() == 3
    assert found.report()


def test_arrows_upwards_and_long_files_fail(capsys: pytest.CaptureFixture[str]) -> None:
    assert not house({("a", "b")}, up=[("a", "b")]).report()
    assert "    a -> b\n" in capsys.readouterr().out
    assert not house({("a", "b")}, n_lines=arrows.MAX_LINES + 1).report()
    assert f"made_up.py: {arrows.MAX_LINES + 1}\n" in capsys.readouterr().out


def test_every_module_of_both_languages_is_read() -> None:
    python, cpp = arrows.python_house(), arrows.cpp_house()
    assert {"semeq.eq.settings", "semeq.train.data.safe"} <= set(python.modules)
    assert ("semeq.words.render", "semeq.audio.equalizer") in python.arrows
    assert ("bindings/core_stream", "dsp/streaming_equalizer") in cpp.arrows


def scale(audio: float, *, gain: float = 1.0) -> float:
    """Scale audio.

    Parameters
    ----------
    audio : float
        Samples.
    volume : float
        No such parameter.
    """
    return audio * gain


def test_a_docstring_that_drifted_is_told() -> None:
    codes = [
        line.split()[1]
        for line in docstrings.errors_of(f"{__name__}.scale", {"PR01", "PR02", "RT01"})
    ]
    assert sorted(codes) == ["PR01", "PR02", "RT01"]


def test_public_names_are_those_of_the_face_and_the_reference() -> None:
    names = docstrings.public_names()
    assert {"semeq.render", "semeq.EqSettings.to_dict"} <= set(names)
    assert not [name for name in names if name.split(".")[-1].startswith("_")]
