"""How well settings come back: what a copy of the parameters satisfies without learning."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np

from semeq.eq.curves import rms_db
from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, Q_COLUMNS
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.codec import Codec
from semeq.train.evaluation.metrics import ErrorSummary
from semeq.train.evaluation.separation import bootstrap
from semeq.train.evaluation.walk_measures import AUDIBLE_DB
from semeq.train.model.spaces import FIVE_BANDS, curves_db, space_of_params
from semeq.words.refine import refine_latents

_N_REFINED = 100


def reconstruction(codec: Codec, table: SettingsTable, latents: Float64Array) -> dict[str, Any]:
    """Measure what is left of settings after encoding and decoding.

    Parameters
    ----------
    codec : Codec
        The model.
    table : SettingsTable
        The settings.
    latents : ndarray, shape (n, latent_dim)
        What it encoded them to.

    Returns
    -------
    dict
        JSON-ready: ``curve_rms_db`` and ``curve_rms_interval_db``; of a model that polishes,
        ``unpolished_curve_rms_db``; of five bands, also errors of gains, frequencies and Qs, and
        ``refined_curve_rms_db``.
    """
    decoded, unpolished = codec.decode(latents), codec.decode(latents, polish=0)
    asked_db = curves_db(table.params)
    errors_db = rms_db(curves_db(decoded) - asked_db)
    errors = {
        "curve_rms_db": asdict(ErrorSummary.of(errors_db)),
        "curve_rms_interval_db": bootstrap(errors_db, table.people, np.mean),
    }
    if not np.array_equal(decoded, unpolished):
        unpolished_db = rms_db(curves_db(unpolished) - asked_db)
        errors["unpolished_curve_rms_db"] = asdict(ErrorSummary.of(unpolished_db))
    if space_of_params(table.params) is not FIVE_BANDS:
        return errors
    return errors | _band_errors(codec, table, latents, decoded)


def _band_errors(
    codec: Codec, table: SettingsTable, latents: Float64Array, decoded: Float64Array
) -> dict[str, Any]:
    """Measure what only bands have: frequencies and Qs, and latents refined on the curve."""
    audible = np.abs(table.gains_db) >= AUDIBLE_DB
    freqs_hz = decoded[:, list(FREQ_COLUMNS)]
    freq_error = np.abs(np.log2(freqs_hz / table.params[:, list(FREQ_COLUMNS)]))
    q_error = np.abs(np.log2(decoded[:, list(Q_COLUMNS)] / table.params[:, list(Q_COLUMNS)]))
    return {
        "refined_curve_rms_db": asdict(ErrorSummary.of(_refined_errors_db(codec, table, latents))),
        "gain_error_db": float(np.abs(decoded - table.params)[:, list(GAIN_COLUMNS)].mean()),
        "audible_freq_error_octaves": float(freq_error[audible].mean()),
        "audible_q_error_octaves": float(q_error[audible[:, 1:4]].mean()),
        "decoded_freq_range_hz": [
            float(freqs_hz.min()),
            float(freqs_hz.max()),
        ],
    }


def _refined_errors_db(codec: Codec, table: SettingsTable, latents: Float64Array) -> Float64Array:
    """Curve errors after refining, of at most 100 rows evenly through the table."""
    rows = np.linspace(0, len(table) - 1, min(len(table), _N_REFINED)).astype(int)
    params = table.params[rows]
    refined = refine_latents(codec.decode, latents[rows].astype(np.float32), params)
    return rms_db(curves_db(codec.decode(refined)) - curves_db(params))
