"""What can be written as JSON reads back equal, for every class that can."""

from __future__ import annotations

import importlib
import json
import pkgutil
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import semeq
from semeq.audio.render_report import RenderReport
from semeq.ears.reference import MusicReference


@pytest.fixture(scope="module")
def examples() -> list[Any]:
    """One object of each public class that has ``to_dict``; several where kinds differ."""
    rng = np.random.default_rng(0)
    noise = rng.normal(0, 0.1, (2, 88_200)).astype(np.float32)
    brighter = semeq.render(noise, "bright", "bright", 0.0)
    at = {"sample_rate": 44_100}
    odd = semeq.EqSettings(
        (semeq.Band("peak", np.float32(100), np.int64(1)), semeq.Band("high_shelf", 9_000, -2, 0.5))
    )
    report = RenderReport(10, 2, 48_000, "WAV", "FLOAT", np.float64(0.5).item(), 0)
    teacher = semeq.Teacher("cozy")
    teacher.rate(teacher.next(), 0.5)
    teacher.compare(*teacher.pair())
    return [
        teacher.result,
        *teacher.answers,
        odd,
        semeq.morph("warm", "bright", 0.3),
        report,
        replace(report, loudness_in_lufs=-np.inf, loudness_out_lufs=-23.0),
        semeq.term("warm"),
        semeq.term("muddy"),
        *semeq.terms()[:20],
        semeq.describe(noise, **at),
        semeq.describe(np.zeros_like(noise), **at),
        semeq.describe(noise, window_s=0.5, **at),
        semeq.match(noise, brighter, **at),
        semeq.suggest(noise, "bright", **at),
        semeq.estimate_eq(brighter, **at),
    ]


def writable_classes() -> set[type]:
    """Find the classes of the runtime that define or inherit ``to_dict``."""
    found = set()
    for module in pkgutil.walk_packages(semeq.__path__, "semeq."):
        if ".train" in module.name or module.name.split(".")[-1].startswith("_"):
            continue
        for value in vars(importlib.import_module(module.name)).values():
            if isinstance(value, type) and hasattr(value, "to_dict"):
                found.add(value)
    return {each for each in found if each.__name__ != "Result"}  # the base of the others


def test_every_class_that_writes_reads_back_equal(examples: list[Any], tmp_path) -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, 44_100)
    importlib.import_module("soundfile").write(tmp_path / "a.wav", sound, 44_100)
    agreement = semeq.term("warm").agreement
    tried = [*examples, *semeq.analyze(tmp_path), agreement]
    for example in tried:
        text = json.dumps(example.to_dict(), allow_nan=False)
        assert type(example).from_dict(json.loads(text)) == example
    parts = {type(word) for each in tried for word in getattr(each, "words", ())}
    assert writable_classes() <= {type(each) for each in tried} | parts
    assert not hasattr(MusicReference, "to_dict")  # it has a file format of its own


def test_what_is_not_such_a_mapping_is_refused(examples: list[Any]) -> None:
    mistakes: tuple[Any, ...] = (None, [], {}, {"bands": 3}, "text")
    for cls in {type(each) for each in examples}:
        for wrong in mistakes:
            with pytest.raises(semeq.SemeqError):
                cls.from_dict(wrong)
