"""Two kinds of listeners on the same twelve clips: encoders and a description.

An encoder is trained to say which equalizer a recording went through, and the word nearest to its
answer is taken for how the recording sounds. Sampling, noise and words of its training are varied,
one condition each. The description compares a recording with a music reference instead.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.ears.bands import BANDS
from semeq.ears.listener import Listener
from semeq.ears.reference import MusicReference
from semeq.ears.scale import WordScale, band_weights, word_curves_db
from semeq.ears.spectrum import BandPower
from semeq.markdown import markdown_table
from semeq.train.ears.clips import CLIP_S, SAMPLE_RATE_HZ, Clips
from semeq.train.ears.config import EarsConfig, TermsName
from semeq.train.ears.judge import judge, run
from semeq.train.ears.module import fit_estimator
from semeq.train.ears.music import music_reference
from semeq.train.ears.people import PeopleSplits
from semeq.train.ears.pipeline import new_estimator
from semeq.train.model.loggers import LoggerName
from semeq.words.model import load_model

Float64Array = npt.NDArray[np.float64]

N_CLIPS = 12
RATIOS = (0.0, 0.3, 0.5, 0.7)
TERMS: tuple[TermsName, ...] = ("raw", "usable")
BALANCES = (0.0, 1.0)
N_CONDITIONS = len(TERMS) * len(BALANCES) * len(RATIOS)


@dataclass(frozen=True, slots=True)
class Answers:
    """What one listener says of twelve clips, darkest first.

    Attributes
    ----------
    name : str
        The listener.
    words : tuple of str
        The first word of each clip.
    brightness : ndarray, shape (12,)
        How bright it takes each clip for.
    metrics : dict
        What :func:`semeq.train.ears.judge.judge` found, if it is an encoder.
    """

    name: str
    words: tuple[str, ...]
    brightness: Float64Array
    metrics: dict[str, Any]

    @property
    def n_distinct(self) -> int:
        """Number of different first words."""
        return len(set(self.words))

    def correlation(self) -> float:
        """Rank correlation of brightness with the spectral centroid."""
        from scipy.stats import spearmanr  # noqa: PLC0415  (slow to import)

        return float(spearmanr(range(len(self.brightness)), self.brightness).statistic)


def centroids_hz(levels_db: Float64Array) -> Float64Array:
    """Spectral centroid of long-term levels ``(n, 64)``: mean frequency by magnitude."""
    centers = BANDS.centers_hz
    # The levels are of power per octave: magnitude per Hz, times the width of a band.
    magnitude = np.sqrt(10 ** (levels_db / 10) / centers) * centers
    return np.asarray(magnitude @ centers / magnitude.sum(axis=1))


def spread_clips(clips: Clips, n_clips: int = N_CLIPS) -> npt.NDArray[np.int64]:
    """Choose clips evenly over the ranks of the spectral centroid, darkest first."""
    order = np.argsort(centroids_hz(clips.levels_db), kind="stable")
    return order[np.linspace(0, len(order) - 1, n_clips).round().astype(np.int64)]


def listen_by_description(clips: Clips, reference: MusicReference) -> Answers:
    """Describe clips against a reference."""
    model, centers = load_model(), BANDS.centers_hz
    listener = Listener(model, reference, 1, language="en")
    words, brightness = [], []
    for levels_db in clips.levels_db:
        power = (10 ** (levels_db / 10))[np.newaxis].astype(np.float32)
        found = listener.describe(
            BandPower(power, centers, power.shape[1], CLIP_S / 2, SAMPLE_RATE_HZ)
        )
        words.append(found.words[0].term if found.words else "-")
        scale = WordScale(model, reference, centers, power.shape[1], CLIP_S)
        brightness.append(scale.z_scores(levels_db)[scale.words.index("bright")])
    return Answers("description against a reference", tuple(words), np.array(brightness), {})


def listen_by_encoder(
    config: EarsConfig,
    settings: PeopleSplits,
    known: Clips,
    unseen: Clips,
    chosen: Clips,
    *,
    folder: Path,
    logger: LoggerName,
) -> Answers:
    """Train an encoder, and call each clip by the word nearest to the equalizer it hears.

    The nearest of the words that it learned from, by the mean of their settings' latents.

    Parameters
    ----------
    config : EarsConfig
        The condition.
    settings : PeopleSplits
        Settings to learn from and to judge by.
    known, unseen : Clips
        Music to learn from; music of other sources to judge on.
    chosen : Clips
        The twelve clips.
    folder : Path
        For logs.
    logger : {"tensorboard", "wandb", "none"}
        Where the curves of the training go.
    """
    name = (
        f"encoder, {config.terms} words, "
        f"{'balanced' if config.word_balance else 'uniform'}, music {config.music_ratio:.0%}"
    )
    estimator = new_estimator(settings.train, known, config)
    fit_estimator(
        estimator, settings.train, known, config, output=folder / _slug(name), logger=logger
    )
    found = run(estimator, chosen.levels_db, chosen.spread_db)
    model, centers = load_model(), BANDS.centers_hz
    words = list(settings.train.word_counts())
    latents = model.encode(settings.train.params)
    means = np.stack([latents[settings.train.rows_of(word)].mean(axis=0) for word in words])
    apart = np.square(model.encode(found.params)[:, np.newaxis] - means).sum(axis=2)
    bright = word_curves_db(model, tuple(centers))[model.vocabulary.index("bright")]
    weights = band_weights(centers)
    return Answers(
        name=name,
        words=tuple(words[i] for i in apart.argmin(axis=1).tolist()),
        brightness=found.bands_db @ (weights * (bright - np.average(bright, weights=weights))),
        metrics=judge(estimator, music_reference(known), unseen, settings, seed=config.seed),
    )


def _slug(name: str) -> str:
    return "".join(c if c.isalnum() else "-" for c in name)


def ablate_audio(
    read: Callable[[EarsConfig], PeopleSplits],
    known: Clips,
    unseen: Clips,
    config: EarsConfig,
    *,
    folder: Path,
    logger: LoggerName = "none",
    on_done: Callable[[], None] = lambda: None,
) -> tuple[list[Answers], Clips]:
    """Train an encoder for every condition, and describe the same clips.

    Parameters
    ----------
    read : callable
        Reads the settings that a configuration learns from.
    known, unseen : Clips
        Music to learn from; music of other sources to judge on.
    config : EarsConfig
        What the conditions share.
    folder : Path
        For logs.
    logger : {"tensorboard", "wandb", "none"}
        Where the curves of each training go.
    on_done : callable
        Called after each training.

    Returns
    -------
    answers : list of Answers
        The encoders', and at the end the description's.
    clips : Clips
        The twelve clips, darkest first.
    """
    chosen = unseen.select(spread_clips(unseen))
    answers = []
    for terms, balance, ratio in product(TERMS, BALANCES, RATIOS):
        # Without an expert for noise that is trained beforehand, which would hide the conditions.
        condition = replace(
            config, terms=terms, word_balance=balance, music_ratio=ratio, n_noise_steps=0
        )
        answers.append(
            listen_by_encoder(
                condition, read(condition), known, unseen, chosen, folder=folder, logger=logger
            )
        )
        on_done()
    return [*answers, listen_by_description(chosen, music_reference(known))], chosen


def ablation_tables(answers: Sequence[Answers], clips: Clips) -> str:
    """Lay out the comparison, and the twelve clips before and after, in Markdown."""
    rows = [
        (
            each.name,
            str(each.n_distinct),
            each.words[0],
            each.words[-1],
            f"{each.correlation():+.2f}",
            *(
                format(each.metrics[key], form) if each.metrics else "-"
                for key, form in (
                    ("warm_bright_accuracy", ".3f"),
                    ("shape_rms_db", ".2f"),
                    ("pink_shape_rms_db", ".2f"),
                )
            ),
        )
        for each in answers
    ]
    header = (
        "listener",
        "different words of 12",
        "darkest clip",
        "brightest clip",
        "rank correlation with centroid",
        "warm/bright of applied EQ",
        "curve error on music (dB)",
        "on pink noise (dB)",
    )
    before, after = answers[0], answers[-1]
    clip_rows = [
        (track, f"{centroid:,.0f}", old, new)
        for track, centroid, old, new in zip(
            [Path(track).name for track in clips.tracks.tolist()],
            centroids_hz(clips.levels_db).tolist(),
            before.words,
            after.words,
            strict=True,
        )
    ]
    return "\n\n".join(
        [
            markdown_table(header, rows),
            markdown_table(
                ("clip", "centroid (Hz)", f"before: {before.name}", f"after: {after.name}"),
                clip_rows,
            ),
        ]
    )
