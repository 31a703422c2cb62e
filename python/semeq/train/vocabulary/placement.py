"""Where each word of a vocabulary lies in the latent space."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.mixing import fit_words
from semeq.train.model.networks import Autoencoder
from semeq.train.model.spaces import FIVE_BANDS
from semeq.train.vocabulary.entry import Entry
from semeq.train.vocabulary.terms import MANY_ROWS, consistent_latents, term_latents
from semeq.words.refine import refine_latents


def place(model: Autoencoder, table: SettingsTable, entries: list[Entry]) -> Tensor:
    """Find the point of each word.

    A word with many settings of its own lies among them, at their decode-consistent point, in
    whatever data set they are. Any other lies where settings fitted to its curve are encoded,
    refined on that curve: a mean of few settings can only be as usual as they are, and then
    morphs backward. In an isometric latent a word's point is its curve itself.

    Parameters
    ----------
    model : Autoencoder
        What encodes and decodes.
    table : SettingsTable
        Training rows.
    entries : list of Entry
        The words.

    Returns
    -------
    Tensor, shape (n_words, latent_dim)
    """
    if model.condition is not None:
        return term_latents(model, table, [entry.term for entry in entries])
    targets = np.array([entry.curve_db for entry in entries])
    if model.basis is not None:
        return model.basis.encode_curves(torch.tensor(targets, dtype=torch.float32))
    if model.space is not FIVE_BANDS:  # every word, and every sense of one, has rows of its own
        return consistent_latents(model, [entry.params for entry in entries], targets)
    from_rows = np.array([len(entry.params) >= MANY_ROWS for entry in entries])
    latents = torch.zeros(len(entries), model.latent_dim)
    if from_rows.any():
        params = [entry.params for entry, rows in zip(entries, from_rows, strict=True) if rows]
        latents[from_rows] = consistent_latents(model, params, targets[from_rows])
    if not from_rows.all():
        latents[~from_rows] = encode_curves(model, targets[~from_rows])
    return latents


@torch.no_grad()
def encode_curves(model: Autoencoder, targets_db: Float64Array) -> Tensor:
    """Encode the settings that fit curves ``(n, 128)`` best, refined until they decode so."""
    params = fit_words(targets_db)
    latents = model.encode(torch.tensor(params, dtype=torch.float32)).numpy()

    def decode(points: np.ndarray[Any, np.dtype[np.float32]]) -> Float64Array:
        decoded: Float64Array = model.decode(torch.tensor(points)).double().numpy()
        return decoded

    return torch.tensor(refine_latents(decode, latents, params))
