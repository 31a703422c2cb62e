"""The shipped card says what the shipped artifact holds."""

from __future__ import annotations

from pathlib import Path

import semeq
from semeq.train.ears.card import ears_card


def test_the_shipped_card_is_that_of_the_shipped_artifact() -> None:
    ears = semeq.load_ears()
    assert Path(ears.path).stat().st_size < 3_000_000
    metrics = ears.metadata["metrics"]
    assert not set(ears.metadata["music"]["sources"]) & set(
        ears.metadata["training"]["test_sources"]
    )
    for part in ("folds", "test"):
        assert metrics[part]["shape_rms_db"] < metrics[part]["wiener_shape_rms_db"]
        assert 0.75 <= metrics[part]["coverage"] <= 0.85
    assert Path(ears.path).with_suffix(".md").read_text("utf-8") == ears_card("ears", ears.metadata)
