"""Points for words: where a term lies in the latent space."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.classes import word_classes
from semeq.train.model.losses import UNLABELED
from semeq.train.model.networks import Autoencoder
from semeq.train.model.spaces import curves_db, space_of_params
from semeq.words.term_info import TermInfo

MANY_ROWS = 30
"""Rows from which on a word lies among its own settings."""

_MANY_CONTRIBUTORS = 5
_N_STEPS = 200


def common_words(table: SettingsTable, words: Sequence[str]) -> list[str]:
    """Those of `words` that 30 rows or more of 5 contributors or more stand behind."""
    counts = table.word_counts()
    return [
        word
        for word in words
        if counts.get(word, 0) >= MANY_ROWS and table.n_contributors(word) >= _MANY_CONTRIBUTORS
    ]


def offered_words(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the words that more than one person stands behind.

    Parameters
    ----------
    entries : iterable of mapping
        What an artifact says of each word.
    """
    infos = map(TermInfo.from_dict, entries)
    return [info.term for info in infos if not info.is_personal]


def term_latents(model: Autoencoder, table: SettingsTable, words: Sequence[str]) -> Tensor:
    """Find the decode-consistent points of words.

    A weighted mean of a word's latents, so that it lies among them, with softmax weights
    that bring the decoded curve closest to the word's median curve. The plain mean decodes
    0.5 dB and more away from it. A conditional model decodes a word from its label instead; in
    an isometric latent the median curve has a point of its own.

    Parameters
    ----------
    model : Autoencoder
        What encodes and decodes.
    table : SettingsTable
        Rows of the words.
    words : sequence of str
        Words that `table` has rows of.

    Returns
    -------
    Tensor, shape (n_words, latent_dim)
    """
    if model.condition is not None:
        classes = word_classes(table)
        labels = torch.tensor([classes.get(word, UNLABELED) for word in words])
        with torch.no_grad():
            return model.conditioned(torch.zeros(len(words), model.latent_dim), labels)
    params = [table.params[table.rows_of(word)] for word in words]
    medians = np.array([np.median(curves_db(rows), axis=0) for rows in params])
    if model.basis is not None:
        return model.basis.encode_curves(torch.tensor(medians, dtype=torch.float32))
    return consistent_latents(model, params, medians)


def consistent_latents(
    model: Autoencoder, params: Sequence[Float64Array], targets_db: Float64Array
) -> Tensor:
    """Find, among the latents of each set of settings, the point that decodes to a curve.

    Parameters
    ----------
    model : Autoencoder
        What encodes and decodes.
    params : sequence of ndarray, each of shape (n_rows, n_params)
        A word's settings.
    targets_db : ndarray, shape (n_words, n_points)
        The curve wanted for each word.

    Returns
    -------
    Tensor, shape (n_words, latent_dim)
    """
    curve = space_of_params(params[0]).make_curve(targets_db.shape[1])
    targets = torch.tensor(targets_db, dtype=torch.float32)
    rows = [torch.tensor(each, dtype=torch.float32) for each in params]
    with torch.no_grad():
        latents = pad_sequence([model.encode(each) for each in rows], batch_first=True)
    n_rows = torch.tensor([len(each) for each in rows])
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
