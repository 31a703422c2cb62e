"""Whose decoder the blind estimator uses, told by its digest."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy.typing as npt

from semeq.errors import ModelLoadError
from semeq.files.tensor_checks import Tensors
from semeq.hashing import tensors_sha256
from semeq.words.archive import read_weights
from semeq.words.artifact import shipped_models
from semeq.words.model import Model, load_model
from semeq.words.schema import MODEL_KIND, SILU


def decoder_tensors(tensors: Tensors) -> dict[str, npt.NDArray[Any]]:
    """Return those of an artifact's tensors that turn latents into *params*.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Those of a settings model or of ears.

    Returns
    -------
    dict of str to ndarray
        ``decoder.*``, ``normalizer.*`` and ``bounds``.
    """
    return {
        name: tensor
        for name, tensor in tensors.items()
        if name.startswith(("decoder.", "normalizer.")) or name == "bounds"
    }


def decoder_sha256(tensors: Tensors) -> str:
    """Return the SHA-256 of a decoder.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Those of a settings model or of ears.

    Returns
    -------
    str
        64 digits: the same for the same decoder in either artifact.
    """
    return tensors_sha256(decoder_tensors(tensors))


@lru_cache(maxsize=8)
def decoder_sha256_of(model: Model) -> str | None:
    """Return the SHA-256 of a settings model's decoder; None if only its script can run it.

    Parameters
    ----------
    model : Model
        Its tensors are read for this, once.

    Returns
    -------
    str or None
        64 digits.
    """
    tensors = model_decoder_tensors(model)
    return decoder_sha256(tensors) if tensors else None


def model_decoder_tensors(model: Model) -> dict[str, npt.NDArray[Any]]:
    """Return the tensors of a settings model's decoder; none if only its script can run it.

    Parameters
    ----------
    model : Model
        Its tensors are read.

    Returns
    -------
    dict of str to ndarray
        By the names of :func:`decoder_tensors`.
    """
    if model.metadata["networks"] != SILU:
        return {}
    return decoder_tensors(read_weights(model.path, model.metadata))


def check_decoder(
    path: str | os.PathLike[str], decoder_of: Mapping[str, str], tensors: Tensors
) -> None:
    """Check that ears decode as the settings model does that they name.

    Parameters
    ----------
    path : path-like
        The artifact of ears.
    decoder_of : mapping
        What its metadata say: ``model`` and ``decoder_sha256``.
    tensors : mapping of str to ndarray
        Its tensors.

    Raises
    ------
    ModelLoadError
        If the digest is not that of the decoder it holds, or a shipped model of that name has
        another decoder.
    """
    name, said, own = decoder_of["model"], decoder_of["decoder_sha256"], decoder_sha256(tensors)
    if own != said:
        raise ModelLoadError(
            f"{path} says that its decoder has the SHA-256 {said}, it has {own}; "
            "get the file again, or train the ears again (semeq train-audio)"
        )
    if name in shipped_models(MODEL_KIND):
        shipped = decoder_sha256_of(load_model(name))
        if shipped != own:
            raise ModelLoadError(
                f"{path} was trained with a decoder of the settings model {name!r} that has the "
                f"SHA-256 {own}; the shipped {name!r} has {shipped}: their latents and settings "
                "do not belong together; train the ears again (semeq train-audio)"
            )
