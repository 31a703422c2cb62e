"""Whether scores of unknown music lie around a half, and mean the same at every sample rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import soxr

from semeq.ears.artifact import Ears
from semeq.ears.listener import Listener
from semeq.ears.spectrum import hear_samples
from semeq.markdown import markdown_table
from semeq.train.ears.ablation import N_CLIPS, centroids_hz
from semeq.train.ears.unknown import UnknownMusic
from semeq.train.evaluation.separation import bootstrap
from semeq.words.model import Model

Float64Array = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]

WORDS = ("warm", "bright")
FULL_RATE_HZ = 44_100
RATES_HZ = (22_050, 16_000)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the ears say of crops of music.

    Attributes
    ----------
    scores : ndarray, shape (n, 2)
        Of *warm* and of *bright*; NaN for silence and tones, which have no words.
    words : list of str
        First word of each; "" if there is none.
    centroid_hz : ndarray, shape (n,)
        Spectral centroid, by magnitude.
    """

    scores: Float64Array
    words: list[str]
    centroid_hz: Float64Array

    @property
    def has_words(self) -> npt.NDArray[np.bool_]:
        """Whether each crop has a spectrum that words can describe, shape ``(n,)``."""
        return np.asarray(np.isfinite(self.scores).all(axis=1))


def listen(
    crops: Sequence[Float32Array], rates_hz: Sequence[int], model: Model, ears: Ears
) -> Heard:
    """Describe crops as :func:`semeq.describe` does.

    Parameters
    ----------
    crops : sequence of ndarray, each of shape (n_frames,)
        Mono.
    rates_hz : sequence of int
        Their sample rates.
    model : Model
        Whose words.
    ears : Ears
        What listens.
    """
    listener = Listener(model, ears.reference, 1, language="en")
    scores, words, levels = [], [], []
    for crop, rate in zip(crops, rates_hz, strict=True):
        heard = hear_samples(crop[np.newaxis], sample_rate=rate, bands=ears.bands)[0]
        found = listener.describe(heard)
        scores.append([found.scores.get(word, np.nan) for word in WORDS])
        words.append(found.words[0].term if found.words else "")
        levels.append(np.nan_to_num(heard.levels_db(), nan=-np.inf))
    return Heard(np.array(scores), words, centroids_hz(np.array(levels)))


def figures(unknown: UnknownMusic, heard: Heard) -> str:
    """Lay out in Markdown what was heard of each source, and of all, beside a constant."""
    rows = [
        _row(name, unknown, heard, heard.has_words & (unknown.sources == name))
        for name in dict.fromkeys(unknown.sources[heard.has_words].tolist())
    ]
    rows.append(_row("all", unknown, heard, heard.has_words))
    rows.append(("one score and one word for all", *rows[-1][1:3], "0% or 100%", "0% or 100%"))
    rows[-1] = (*rows[-1], "-", "1")
    header = ("source", "tracks", "clips", *(f"*{word}* above a half" for word in WORDS))
    table = markdown_table(
        (*header, "rank correlation of centroid and *bright*", f"first words of {N_CLIPS}"), rows
    )
    over_sources = [
        "{}: {:.0%}, 95 % interval over sources {:.0%} to {:.0%}".format(
            word,
            above.mean(),
            *bootstrap(above.astype(float), unknown.sources[heard.has_words], np.mean),
        )
        for word, above in zip(WORDS, heard.scores[heard.has_words].T > 0.5, strict=True)
    ]
    spoken = [heard.words[i] or "-" for i in _spread(heard.centroid_hz, heard.has_words)]
    return "\n\n".join(
        [table, "\n".join(over_sources), f"First words, darkest to brightest: {', '.join(spoken)}"]
    )


def resampled_figures(unknown: UnknownMusic, model: Model, ears: Ears) -> str:
    """Compare scores of clips with those of the same clips resampled, in Markdown.

    Clips sampled at 40 kHz or more are resampled to 22.05 and 16 kHz, and to 22.05 kHz and back.
    """
    whole = [i for i, rate in enumerate(unknown.rates_hz) if rate >= 40_000]
    if not whole:
        return "no clip is sampled at 40 kHz or more"
    crops = [unknown.crops[i] for i in whole]
    rates = [unknown.rates_hz[i] for i in whole]
    before = listen(crops, rates, model, ears)
    low = [_resampled(crops, rates, rate) for rate in RATES_HZ]
    kinds: list[tuple[str, list[Float32Array], int]] = [
        (f"at {rate / 1000:g} kHz", each, rate) for rate, each in zip(RATES_HZ, low, strict=True)
    ]
    back = _resampled(low[0], [RATES_HZ[0]] * len(low[0]), FULL_RATE_HZ)
    kinds.append((f"at {RATES_HZ[0] / 1000:g} kHz and back", back, FULL_RATE_HZ))
    rows = [("as they are", *_shares(before), "1.00", "1.00")]
    for name, each, rate in kinds:
        after = listen(each, [rate] * len(each), model, ears)
        rows.append((name, *_shares(after), *_correlations(before, after)))
    header = (f"{len(whole)} clips", *(f"*{word}* above a half" for word in WORDS))
    return markdown_table((*header, *(f"rank correlation, *{word}*" for word in WORDS)), rows)


def _row(
    name: str, unknown: UnknownMusic, heard: Heard, rows: npt.NDArray[np.bool_]
) -> tuple[str, ...]:
    from scipy.stats import binomtest, spearmanr  # noqa: PLC0415  (slow to import)

    n_clips = int(rows.sum())
    cells = []
    for scores in heard.scores[rows].T:
        found = binomtest(int((scores > 0.5).sum()), n_clips)
        interval = found.proportion_ci(method="wilson")
        cells.append(f"{found.statistic:.0%} ({interval.low:.0%} to {interval.high:.0%})")
    centroid_hz = heard.centroid_hz[rows]
    rho, distinct = "-", "-"
    if n_clips >= N_CLIPS:
        rho = f"{spearmanr(centroid_hz, heard.scores[rows, 1]).statistic:.2f}"
        distinct = str(len({heard.words[i] for i in _spread(heard.centroid_hz, rows)} - {""}))
    n_tracks = len(np.unique(unknown.tracks[rows]))
    return (name, str(n_tracks), str(n_clips), *cells, rho, distinct)


def _spread(centroid_hz: Float64Array, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Choose clips evenly over the ranks of the spectral centroid, darkest first."""
    order = np.flatnonzero(rows)[np.argsort(centroid_hz[rows], kind="stable")]
    return order[np.linspace(0, len(order) - 1, N_CLIPS).round().astype(np.int64)]


def _resampled(
    crops: Sequence[Float32Array], rates_hz: Sequence[int], to_hz: int
) -> list[Float32Array]:
    return [soxr.resample(crop, rate, to_hz) for crop, rate in zip(crops, rates_hz, strict=True)]


def _shares(heard: Heard) -> tuple[str, ...]:
    return tuple(f"{share:.0%}" for share in (heard.scores[heard.has_words] > 0.5).mean(axis=0))


def _correlations(before: Heard, after: Heard) -> tuple[str, ...]:
    from scipy.stats import spearmanr  # noqa: PLC0415  (slow to import)

    pairs = zip(before.scores.T, after.scores.T, strict=True)
    return tuple(f"{spearmanr(*pair, nan_policy='omit').statistic:.2f}" for pair in pairs)
