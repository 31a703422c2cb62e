"""Two thousand damaged artifacts of both kinds are refused, or read as they were written.

``make fuzz`` judges twenty thousand.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("resource", reason="needs POSIX, to measure memory and to stop what hangs")

from tools.fuzz import judge

CHUNK = 250


def test_the_samples_are_read(tmp_path: Path) -> None:
    assert judge.unharmed(tmp_path) == [judge.SAME] * 2


@pytest.mark.parametrize("first", range(0, 2_000, CHUNK))
def test_mutants(first: int, tmp_path: Path) -> None:
    counts, faults = judge.count_verdicts(range(first, first + CHUNK), tmp_path)
    assert not faults, "\n".join(faults)
    verdicts = dict.fromkeys(judge.GOOD, 0)
    for (_, verdict), n in counts.items():
        verdicts[verdict] += n
    assert min(verdicts.values()) > 0  # the mutators reach all of them
    assert verdicts[judge.REFUSED] > CHUNK // 2


def test_a_reader_that_trusts_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without digests, changed numbers pass; the judge says so."""
    monkeypatch.setattr("semeq.words.archive.has_whole_metadata", lambda _: True)
    monkeypatch.setattr("semeq.words.archive.has_whole_weights", lambda *_: True)
    _, faults = judge.count_verdicts(range(CHUNK), tmp_path)
    assert any("changed_digit: silently different" in fault for fault in faults)
    assert any("flipped_tensor: silently different" in fault for fault in faults)
