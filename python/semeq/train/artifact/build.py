"""From a trained model to an artifact and its metadata."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import lightning
import numpy as np
import torch

from semeq.eq.params import SHELF_Q
from semeq.errors import DataError, ParameterError
from semeq.train.artifact.codec import POLISH, ArtifactCodec
from semeq.train.artifact.export import Artifact
from semeq.train.artifact.weights import network_tensors
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.loading import Splits
from semeq.train.data.registry import find_dataset
from semeq.train.data.table import Float64Array
from semeq.train.evaluation.evaluate import drawn_morphs, evaluate
from semeq.train.model.config import TrainConfig
from semeq.train.model.curve import SAMPLE_RATE_HZ
from semeq.train.model.mixing import check_words_given
from semeq.train.model.module import AutoencoderTraining
from semeq.train.model.spaces import FIVE_BANDS, curves_db
from semeq.train.vocabulary.build import build_vocabulary, summary
from semeq.train.vocabulary.entry import Entry
from semeq.train.vocabulary.placement import place
from semeq.train.vocabulary.terms import offered_words
from semeq.train.vocabulary.word_map import map_words
from semeq.words.archive import SCHEMA
from semeq.words.schema import MODEL_KIND, SCRIPTED, SILU

GRAPHIC_KIND = "graphic-autoencoder"
WORDS_LICENSE = (
    " Words from the sessions of SocialFX (T. Zheng, P. Seetharaman and B. Pardo, ACM Multimedia "
    "2016): settings fitted to the mean curve of each word."
)


def build_artifact(
    module: AutoencoderTraining,
    splits: Splits,
    *,
    sessions: GraphicTable | None = None,
    test_openings: int,
    command: str,
) -> tuple[Artifact, dict[str, Any]]:
    """Place the terms, judge the model, and collect its metadata.

    Parameters
    ----------
    module : AutoencoderTraining
        The trained model, its decoder's weights rounded already
        (:func:`semeq.train.artifact.rounding.round_decoder`): it is judged as it is.
    splits : Splits
        The rows it was trained on, and the test rows.
    sessions : GraphicTable, optional
        Sessions whose words are joined to those of the rows.
    test_openings : int
        How often the test rows have been looked at, this time included.
    command : str
        What to type to train the model again.

    Returns
    -------
    artifact : Artifact
        What :func:`semeq.train.artifact.export.write_artifact` writes.
    metadata : dict
        JSON-ready, the vocabulary and all figures in it.

    Raises
    ------
    ParameterError
        If the model cannot hold the words of sessions, or learned from some not given.
    DataError
        If no word has enough rows.
    """
    config = module.config
    dataset = find_dataset(config.data.dataset)
    space, is_five_bands = config.space, config.space is FIVE_BANDS
    if sessions is not None and not is_five_bands:
        raise ParameterError("words can be joined to those of settings of five bands only")
    check_words_given(config, sessions)
    judged = splits.train.frequent_words(config.data.min_examples)
    if not judged:
        raise DataError(f"no word has {config.data.min_examples} rows: lower min_examples")
    entries = build_vocabulary(splits.train, sessions, config.data.min_examples)
    latents = place(module.model, splits.train, entries)
    terms = [entry.term for entry in entries]
    artifact = Artifact(module.model, module.projection, terms, latents)
    codec = ArtifactCodec(artifact)
    decoded_db = curves_db(codec.decode(latents))
    table = term_table(entries, decoded_db)
    metrics = evaluate(codec, judged, splits.train, splits.test)
    return artifact, {
        "schema": SCHEMA,
        "kind": MODEL_KIND if is_five_bands else GRAPHIC_KIND,
        "semeq_version": version("semeq"),
        "param_names": list(space.param_names),
        "bounds": [list(bound) for bound in space.bounds],
        "latent_dim": config.network.latent_dim,
        "embedding_dim": int(module.projection(latents[:1]).shape[1]),
        "networks": SCRIPTED if network_tensors(artifact) is None else SILU,
        "n_curve_points": config.network.n_curve_points,
        "curve_scale_db": artifact.curve_scale_db,
        **({} if module.model.basis is None else {"polish": POLISH}),
        **(
            {"sample_rate_hz": SAMPLE_RATE_HZ, "design": "rbj", "shelf_q": SHELF_Q}
            if is_five_bands
            else {}
        ),
        "grid_hz": [round(float(hz), 4) for hz in space.grid_hz],
        "terms": table,
        "vocabulary": summary(entries, decoded_db)
        | {"morphs": drawn_morphs(codec, offered_words(table), splits.test)},
        "training": {
            "preset": config.preset,
            "config": config.as_dict(),
            "seed": config.seed,
            "torch": torch.__version__,
            "lightning": lightning.__version__,
            "command": command,
        },
        "data": {
            "name": dataset.title,
            "sha256": splits.file_sha256,
            "content_sha256": splits.content_sha256,
            "cleaning": splits.report.as_counts(),
            "split_seed": config.data.split_seed,
            "words": None
            if sessions is None
            else {
                "name": sessions.source,
                "sha256": sessions.sha256,
                "words": len(sessions.word_counts()),
                "sessions": len(sessions),
            },
        },
        "metrics": {
            "protocol": _protocol(config),
            "test_openings": test_openings,
            **metrics,
        },
        "license": dataset.license + (WORDS_LICENSE if sessions is not None else ""),
    }


def term_table(entries: Sequence[Entry], decoded_db: Float64Array) -> list[dict[str, Any]]:
    """Return what an artifact says of each word, with its place on the map of all words.

    Parameters
    ----------
    entries : sequence of Entry
        The words.
    decoded_db : ndarray, shape (n_words, n_freqs)
        Curves that their latents decode to.

    Returns
    -------
    list of dict
        JSON-ready, in the order of `entries`.
    """
    places = np.round(map_words(decoded_db), 3).tolist()
    return [
        entry.as_dict() | {"map_xy": place_db}
        for entry, place_db in zip(entries, places, strict=True)
    ]


def _protocol(config: TrainConfig) -> str:
    shares = "training and validation" if config.data.fit_on_validation else "training"
    if not find_dataset(config.data.dataset).tells_people_apart:
        return (
            f"Split by curve; trained on the {shares} rows, choices made on validation rows only; "
            "held-out figures are of the test rows"
        )
    return (
        f"Split by contributor; trained on the {shares} contributors, choices made on validation "
        "contributors only; held-out figures are of the test contributors"
    )
