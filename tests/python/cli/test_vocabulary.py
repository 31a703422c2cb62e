"""semeq terms and semeq show tell what the library knows."""

from __future__ import annotations

import json

import numpy as np

import semeq


def test_terms_and_show(run) -> None:
    table = run("terms").stdout
    listed = json.loads(run("terms", "--json").stdout)
    assert [entry["term"] for entry in listed] == [info.term for info in semeq.terms()]
    assert all(entry["term"] in table for entry in listed)
    assert table.splitlines()[0].strip() == f"{len(listed)} of {len(listed)} terms"
    assert all(len(line) <= 80 for line in table.splitlines())
    markdown = run("terms", "-n", "2", "--markdown").stdout.splitlines()
    assert markdown[0].startswith("| term | lang | settings | people | addresses | sessions |")
    assert [line.split(" | ")[0] for line in markdown[2:]] == ["| warm", "| bright"]
    shown = run("show", "warm").stdout
    assert "warm" in shown
    assert "high shelf" in shown
    entry = json.loads(run("show", "warm", "--json").stdout)
    settings = semeq.EqSettings.from_dict(entry["settings"])
    assert settings == semeq.term("warm").settings
    np.testing.assert_allclose(
        entry["curve"]["gain_db"],
        settings.curve_db(entry["curve"]["freq_hz"], sample_rate=44_100),
        atol=0.006,
    )
