"""Ways to write a curve of 40 gains as a few numbers: a trained model, and what costs nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from sklearn.decomposition import PCA
from sklearn.neighbors import NearestNeighbors

from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.networks import Autoencoder

N_COMPONENTS = (4, 32)
"""Sizes of PCA: as many numbers as carry meaning in our latent, and as many as it has in all."""


@dataclass(frozen=True, slots=True)
class Code:
    """One way to write curves as numbers and back.

    Attributes
    ----------
    n_numbers : int
        How many numbers a curve is written as; 0 where its own curve does not matter.
    encode : callable
        Rows to latents ``(n, n_latent)``.
    decode : callable
        Latents to curves in dB ``(n, 40)``.
    is_space : bool
        Whether the latents are a space that words lie in, and can be drawn from.
    """

    n_numbers: int
    encode: Callable[[SettingsTable], Float64Array]
    decode: Callable[[Float64Array], Float64Array]
    is_space: bool = True


def trained_code(model: Autoencoder) -> Code:
    """Return what a trained autoencoder writes.

    Parameters
    ----------
    model : Autoencoder
        In evaluation mode, on the CPU.
    """

    @torch.no_grad()
    def encode(table: SettingsTable) -> Float64Array:
        latents: Float64Array = model.encode(_tensor(table.params)).double().numpy()
        return latents

    @torch.no_grad()
    def decode(latents: Float64Array) -> Float64Array:
        curves: Float64Array = model.decode(_tensor(latents)).double().numpy()
        return curves

    return Code(model.latent_dim, encode, decode)


def floor_codes(train: SettingsTable) -> dict[str, Code]:
    """Return the codes that no network is needed for, by the names that tables give them.

    Parameters
    ----------
    train : SettingsTable
        Training rows of 40 gains.

    Returns
    -------
    dict of str to Code
        The curve itself; its principal components; the nearest training row; and without a
        look at the curve, the mean of the training rows of its word, and of all.
    """
    curves = train.params
    nearest = NearestNeighbors(n_neighbors=1).fit(curves)
    return {
        "copy": Code(curves.shape[1], lambda table: table.params, _as_it_is),
        **{f"PCA-{n}": _components(curves, min(n, *curves.shape)) for n in N_COMPONENTS},
        "nearest training row": Code(
            1,
            lambda table: curves[nearest.kneighbors(table.params, return_distance=False)[:, 0]],
            _as_it_is,
            is_space=False,
        ),
        "mean of the word": Code(
            0, lambda table: word_means(train, table), _as_it_is, is_space=False
        ),
        "mean of all": Code(
            0,
            lambda table: np.tile(curves.mean(axis=0), (len(table), 1)),
            _as_it_is,
            is_space=False,
        ),
    }


def word_means(train: SettingsTable, table: SettingsTable) -> Float64Array:
    """Mean training curve of the word of each row, or of all rows for a word unheard of.

    Parameters
    ----------
    train, table : SettingsTable
        Training rows; rows whose words are asked for.
    """
    means = {word: train.params[train.rows_of(word)].mean(axis=0) for word in set(train.words)}
    of_all = train.params.mean(axis=0)
    return np.stack([means.get(word, of_all) for word in table.words])


def _components(curves: Float64Array, n_components: int) -> Code:
    pca = PCA(n_components, random_state=0).fit(curves)
    return Code(n_components, lambda table: pca.transform(table.params), pca.inverse_transform)


def _as_it_is(latents: Float64Array) -> Float64Array:
    return latents


def _tensor(values: Float64Array) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float32)
