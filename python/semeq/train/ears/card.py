"""The ears' card: what they were trained on, how well they hear, and what they cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from semeq.markdown import markdown_table

_ROWS = (
    ("blind estimate on music: error of the curve's shape, mean RMS (dB)", "shape_rms_db", ".2f"),
    ("... of the Wiener estimate from the same covariances (dB)", "wiener_shape_rms_db", ".2f"),
    ("... of the mean curve (dB)", "mean_shape_rms_db", ".2f"),
    ("... of saying *flat* (dB)", "flat_shape_rms_db", ".2f"),
    ("blind estimate on music: error with the level, mean RMS (dB)", "rms_db", ".2f"),
    ("... of the Wiener estimate (dB)", "wiener_rms_db", ".2f"),
    ("... of the mean curve (dB)", "mean_rms_db", ".2f"),
    ("... of saying *flat* (dB)", "flat_rms_db", ".2f"),
    ("its 80 % interval covers", "coverage", ".1%"),
    ("*warm* or *bright* by tilt of the blind estimate, accuracy", "warm_bright_accuracy", ".3f"),
    ("... of the true curve", "warm_bright_oracle", ".3f"),
    ("pure pink noise: error of the shape, mean RMS (dB)", "pink_shape_rms_db", ".2f"),
)


def judged_table(metrics: Mapping[str, Any]) -> str:
    """Lay out what :func:`semeq.train.ears.judge.judge` found, in Markdown."""
    parts = [part for part in ("folds", "test") if part in metrics]
    names = {"folds": "held-out folds of sources", "test": "test sources"}
    rows = [
        (heading, *(format(metrics[part][key], form) for part in parts))
        for heading, key, form in _ROWS
    ]
    return markdown_table(("figure", *(names[part] for part in parts)), rows)


def ears_card(name: str, metadata: Mapping[str, Any]) -> str:
    """Write the card in Markdown, from nothing but the metadata.

    Parameters
    ----------
    name : str
        Name of the artifact.
    metadata : mapping
        Its ``metadata.json``.
    """
    music, training, metrics = metadata["music"], metadata["training"], metadata["metrics"]
    test = training["test_sources"]
    sections = [
        f"# Model card: {name}",
        (
            "The ears: a front end of 64 bands from 30 Hz to 18 kHz, the median and covariance of "
            f"{music['n_tracks']} tracks of music that recordings are described against, and a "
            "blind estimator from the long-term spectrum to the latent of the settings model "
            f"`{metadata['decoder_of']['model']}`, decoded by a frozen copy of its decoder."
        ),
        "## Figures",
        (
            "Settings of contributors that training never saw, applied to music from sources that "
            "training never saw; SAFE-DB's test contributors stay unopened. The folds chose the "
            "width of the interval"
            + (f"; the test sources ({', '.join(test)}) chose nothing." if test else ".")
        ),
        judged_table(metrics),
        "## Limits",
        (
            "The reference is the music below: game soundtracks of many kinds, but no "
            "commercial masters. Give your own by `reference=` where it matters. A blind estimate "
            "is little better than the average setting, and its interval says so: a dull "
            "recording may be a dull piece. Steady noise betrays an equalizer, music does not."
        ),
        "## Training",
        (
            f"`{training['command']}` with semeq {metadata['semeq_version']}, "
            f"torch {training['torch']}, lightning {training['lightning']}. "
            f"{music['n_clips']} crops of 10 s; {music['n_unreadable']} files were unreadable, "
            f"{music['n_unusable']} too short, silent or sampled too low. "
            f"Weights: SHA-256 `{metadata['weights_sha256']}`."
            + "".join(f" {metadata[key]}" for key in ("note", "reference_note") if key in metadata)
        ),
        "## License and provenance",
        metadata["license"],
        f"Sources of the music: {', '.join(music['sources'])}.",
    ]
    return "\n\n".join(sections) + "\n"
