"""Metrics as rows of a table: the same ones on the terminal, in the card and in the docs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from semeq.train.study.walk_report import Row

FIGURE_COLUMNS = ("figure", "train", "held out", "beside it")
"""Headings of the rows."""


def earlier_rows(metrics: Mapping[str, Any]) -> list[Row]:
    """Lay out reconstruction, separation, accuracy, words and the worst walks.

    They stand behind :func:`semeq.train.study.walk_report.walk_rows`.

    Parameters
    ----------
    metrics : mapping
        What :func:`semeq.train.evaluation.evaluate.evaluate` returned.

    Returns
    -------
    list of (figure, train, held out, what to compare it with)
    """
    beside = metrics["references"]
    rows = [*_reconstruction(metrics["reconstruction"])]
    rows += _separation(metrics["separation"], beside)
    rows += _embedding(metrics.get("embedding") or {}, beside)
    rows += _accuracy(metrics["accuracy"], beside)
    for word, term in metrics["terms"].items():
        rows.append(
            (
                f"*{word}* to the median of people (dB RMS)",
                f"{term['to_train_median_db']:.2f}",
                f"{term['to_held_out_median_db']:.2f}",
                f"people to people {term['people_to_people_db']:.2f}",
            )
        )
        rows.append(
            (f"*{word}* above 2 kHz - below 500 Hz (dB)", f"{term['tilt_db']:+.1f}", "", "")
        )
    return [*rows, *_morphs(metrics["morphs"]), *_latent(metrics["latent"])]


def _reconstruction(reconstruction: Mapping[str, Any]) -> list[Row]:
    train, held_out = reconstruction["train"], reconstruction["held_out"]
    floors = ", ".join(f"{name} {value:.2f}" for name, value in reconstruction["floors"].items())
    low, high = held_out["curve_rms_interval_db"]
    curve = "curve_rms_db"
    rows = [
        (
            f"curve RMS error, {name} (dB)",
            f"{train[curve][name]:.3f}",
            f"{held_out[curve][name]:.3f}",
            f"{floors}; 95 % over people {low:.3f} to {high:.3f}" if name == "mean" else "",
        )
        for name in ("mean", "median", "p95")
    ]
    share = "share_below_1_db"
    rows += [
        (
            f"curve RMS error, {label} (dB)",
            f"{train[key]['mean']:.3f}, {train[key]['p95']:.3f}",
            f"{held_out[key]['mean']:.3f}, {held_out[key]['p95']:.3f}",
            "",
        )
        for key, label in (
            ("unpolished_curve_rms_db", "not polished, mean and p95"),
            ("refined_curve_rms_db", "refined, mean and p95"),
        )
        if key in train
    ]
    rows.append(
        ("rows within 1 dB", f"{train[curve][share]:.1%}", f"{held_out[curve][share]:.1%}", "")
    )
    if "decoded_freq_range_hz" not in train:  # settings without bands
        return rows
    for key, label in (
        ("gain_error_db", "gain error (dB)"),
        ("audible_freq_error_octaves", "frequency error, audible bands (octaves)"),
        ("audible_q_error_octaves", "Q error, audible bands (octaves)"),
    ):
        rows.append((label, f"{train[key]:.3f}", f"{held_out[key]:.3f}", ""))
    ranges = [
        "{:,.0f} to {:,.0f}".format(*part["decoded_freq_range_hz"]) for part in (train, held_out)
    ]
    rows.append(("decoded frequencies (Hz)", ranges[0], ranges[1], ""))
    return rows


def _separation(separation: Mapping[str, Any], beside: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    for name, words in (("warm_bright", "warm/bright"), ("ten_terms", "ten terms")):
        if name not in separation:
            continue
        train, held_out = separation[name]["train"], separation[name]["held_out"]
        for key, label in (("silhouette", "silhouette"), ("davies_bouldin", "Davies-Bouldin")):
            raw, ceiling = (
                beside[name]["held_out"][which][key] for which in ("raw_curves", "label_ceiling")
            )
            note = f"raw curves {raw:.2f}, if all fell on a forest's word {ceiling:.2f}"
            if key == "silhouette" and "silhouette_interval" in held_out:
                note += "; 95 % over people {:.2f} to {:.2f}".format(
                    *held_out["silhouette_interval"]
                )
            rows.append((f"{words}, {label}", f"{train[key]:.2f}", f"{held_out[key]:.2f}", note))
    return rows


def _embedding(embedding: Mapping[str, Any], beside: Mapping[str, Any]) -> list[Row]:
    """Say how words lie where training pulled them apart; the pair has the rows to tell."""
    pair = {name: each for name, each in embedding.items() if name == "warm_bright"}
    return [
        (label.replace(",", " in the embedding,"), train, held_out, note)
        for label, train, held_out, note in _separation(pair, beside)
    ]


def _accuracy(accuracy: Mapping[str, Any], beside: Mapping[str, Any]) -> list[Row]:
    rows = _pair_accuracy(accuracy, beside) if "warm_bright" in accuracy else []
    for name, words in (("ten_terms", "ten terms"), ("rare_terms", "rare words")):
        if name not in accuracy:
            continue
        train, held_out = (accuracy[name][part] for part in ("train", "held_out"))
        for key, label in (
            ("top1", "first guess"),
            ("top3", "in three guesses"),
            ("balanced", "balanced accuracy"),
        ):
            note = ""
            if name == "ten_terms":
                forest = beside["ten_terms"]["held_out"]["classifiers"]["forest"]
                note = f"forest on curves {forest[key]:.3f}"
            rows.append((f"{words}, {label}", f"{train[key]:.3f}", f"{held_out[key]:.3f}", note))
    return rows


def _pair_accuracy(accuracy: Mapping[str, Any], beside: Mapping[str, Any]) -> list[Row]:
    train, held_out = (accuracy["warm_bright"][part] for part in ("train", "held_out"))
    low, high = held_out["top1_interval"]
    classifiers = beside["warm_bright"]["held_out"]["classifiers"]
    others = ", ".join(f"{name} {scores['top1']:.3f}" for name, scores in classifiers.items())
    notes = {
        "top1": f"95 % over people {low:.2f} to {high:.2f}",
        "balanced": "",
        "logistic": f"on curves: {others}, tilt rule {held_out['tilt_rule']:.3f}",
    }
    labels = {"top1": "nearest term", "balanced": "balanced", "logistic": "logistic"}
    return [
        (
            f"warm/bright accuracy, {labels[key]}",
            f"{train[key]:.3f}",
            f"{held_out[key]:.3f}",
            note,
        )
        for key, note in notes.items()
    ]


def _morphs(morphs: Mapping[str, Any]) -> list[Row]:
    rows: list[Row] = []
    if morphs["warm_bright"] is not None:
        walk = morphs["warm_bright"]
        rows.append(
            ("warm to bright, largest change per 1 % (dB)", f"{walk['max_step_db']:.3f}", "", "")
        )
        rows.append(
            ("warm to bright, largest backtrack (dB)", f"{walk['backtrack_db']:.2f}", "", "")
        )
    for name, words in (("common", "common words"), ("all", "all words")):
        worst = morphs[name]
        if not worst["n_pairs"]:
            continue
        pairs = f"{worst['n_pairs']} pairs of {words}"
        rows += [
            (f"{pairs}, largest change per 1 % (dB)", f"{worst['max_step_db']:.3f}", "", ""),
            (
                f"{pairs}, largest backtrack (dB)",
                f"{worst['max_backtrack_db']:.2f}",
                "",
                " -> ".join(worst["max_backtrack_pair"]),
            ),
            (f"{pairs}, monotone", f"{worst['share_monotone']:.0%}", "", ""),
        ]
    return rows


def _latent(latent: Mapping[str, Any]) -> list[Row]:
    gain = latent["decoder_gain_db"]
    return [
        ("effective latent dimensions", f"{latent['effective_dimensions']:.1f}", "", ""),
        (
            "curve per unit of latent (dB), median and p99",
            "",
            f"{gain['median']:.1f}, {gain['p99']:.1f}",
            "",
        ),
    ]
