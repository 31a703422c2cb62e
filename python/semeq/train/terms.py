"""Points for words: where a term lies in the latent space, and on what evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from semeq.train.batches import word_classes
from semeq.train.curve import EqCurve
from semeq.train.losses import UNLABELLED
from semeq.train.metrics import rms_db
from semeq.train.networks import Autoencoder
from semeq.train.table import Float64Array, SettingsTable

SOLID_MIN_EXAMPLES = 30
SOLID_MIN_CONTRIBUTORS = 5
_N_STEPS = 200


@dataclass(frozen=True, slots=True)
class TermEvidence:
    """What stands behind a term; `curve_db` is the median curve on the 128-point grid."""

    term: str
    language: str
    source: str
    n_examples: int
    n_contributors: int
    spread_db: float
    grade: str
    curve_db: tuple[float, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a JSON-ready mapping."""
        return asdict(self) | {"curve_db": list(self.curve_db)}


def grade(n_examples: int, n_contributors: int) -> str:
    """Say how far to trust a term.

    Examples
    --------
    >>> grade(7, 1), grade(8, 6), grade(500, 23)
    ("one person's word", 'thin', 'solid')
    """
    if n_contributors == 1:
        return "one person's word"
    solid = n_examples >= SOLID_MIN_EXAMPLES and n_contributors >= SOLID_MIN_CONTRIBUTORS
    return "solid" if solid else "thin"


def vocabulary(table: SettingsTable, min_examples: int) -> list[str]:
    """Words with at least `min_examples` rows, most frequent first."""
    return [word for word, count in table.word_counts().items() if count >= min_examples]


def evidence(table: SettingsTable, word: str) -> TermEvidence:
    """Collect the evidence for one word from the rows that carry it."""
    rows = table.select(table.rows_of(word))
    curves = curves_db(rows.params)
    median = np.median(curves, axis=0)
    n_contributors = len(set(rows.contributors.tolist()))
    return TermEvidence(
        term=word,
        language="en",
        source="SAFE-DB",
        n_examples=len(rows),
        n_contributors=n_contributors,
        spread_db=round(float(np.sqrt(np.mean(rms_db(curves, median) ** 2))), 2),
        grade=grade(len(rows), n_contributors),
        curve_db=tuple(round(float(value), 2) for value in median),
    )


def curves_db(params: Float64Array) -> Float64Array:
    """Curves of settings ``(n, 13)`` on the 128-point grid, in dB."""
    with torch.no_grad():
        curves = EqCurve()(torch.tensor(params, dtype=torch.float32))
    result: Float64Array = curves.numpy().astype(np.float64)
    return result


def term_latents(model: Autoencoder, table: SettingsTable, words: Sequence[str]) -> Tensor:
    """Find the decode-consistent points of words.

    A weighted mean of a word's latents, so that it lies among them, with softmax weights
    that bring the decoded curve closest to the word's median curve. The plain mean decodes
    0.5 dB and more away from it. A conditional model decodes a word from its label instead.

    Returns
    -------
    Tensor, shape (n_words, latent_dim)
    """
    if model.condition is not None:
        classes = word_classes(table)
        labels = torch.tensor([classes.get(word, UNLABELLED) for word in words])
        with torch.no_grad():
            return model.conditioned(torch.zeros(len(words), model.latent_dim), labels)
    curve = EqCurve()
    rows = [torch.tensor(table.params[table.rows_of(word)], dtype=torch.float32) for word in words]
    with torch.no_grad():
        latents = pad_sequence([model.encode(params) for params in rows], batch_first=True)
        targets = torch.stack([curve(params).quantile(0.5, dim=0) for params in rows])
    n_rows = torch.tensor([len(params) for params in rows])
    padding = torch.arange(latents.shape[1]) >= n_rows[:, None]
    logits = torch.zeros(latents.shape[:2], requires_grad=True)

    def points() -> Tensor:
        weights = logits.masked_fill(padding, -torch.inf).softmax(dim=1)
        return (weights[:, None] @ latents)[:, 0]

    optimizer = torch.optim.Adam([logits], lr=0.05)
    for _ in range(_N_STEPS):
        optimizer.zero_grad()
        errors = (curve(model.decode(points())) - targets).square().mean(dim=1)
        errors.sum().backward()
        optimizer.step()
    return points().detach()
