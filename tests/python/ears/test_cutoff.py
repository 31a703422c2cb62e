"""What a codec or a low sample rate left out counts neither for nor against a word."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
import scipy.stats

import semeq
from semeq.ears.cutoff import bands_below_cutoff
from semeq.ears.spectrum import hear_samples

RATE_HZ = 44_100
N_CLIPS = 60


@pytest.fixture(scope="module")
def clips() -> list[np.ndarray]:
    """Two seconds of noise each, with spectra about as different as those of music."""
    ears = semeq.load_ears()
    rng = np.random.default_rng(14)
    octaves = np.log2(ears.centers_hz / 1_000)
    steady = ears.centers_hz < 10_000  # above, music on the whole falls on
    falling_db = ears.reference.mean_db[steady][-1] - 5.0 * (octaves - octaves[steady][-1])
    typical_db = np.where(steady, ears.reference.mean_db, falling_db)
    near = np.exp(-0.5 * np.square(octaves[:, np.newaxis] - octaves))
    bumps_db = rng.multivariate_normal(np.zeros(64), 4.0 * near, N_CLIPS, method="eigh")
    spectra_db = typical_db + 1.5 * rng.standard_normal((N_CLIPS, 1)) * octaves + bumps_db
    hz = np.fft.rfftfreq(2 * RATE_HZ, 1 / RATE_HZ)
    made = []
    for spectrum_db in spectra_db:
        gain_db = np.interp(np.log(np.maximum(hz, 10)), np.log(ears.centers_hz), spectrum_db)
        noise = np.fft.rfft(rng.standard_normal(2 * RATE_HZ))
        # Levels are of power per octave.
        shaped = np.fft.irfft(noise * 10 ** (gain_db / 20) / np.sqrt(np.maximum(hz, 10)))
        made.append(0.1 * shaped / shaped.std())
    return made


def at_22_khz(clip: np.ndarray) -> tuple[np.ndarray, int]:
    return scipy.signal.resample_poly(clip, 1, 2), RATE_HZ // 2


def at_16_khz(clip: np.ndarray) -> tuple[np.ndarray, int]:
    return scipy.signal.resample_poly(clip, 160, 441), 16_000


def at_22_khz_and_back(clip: np.ndarray) -> tuple[np.ndarray, int]:
    return scipy.signal.resample_poly(at_22_khz(clip)[0], 2, 1), RATE_HZ


def as_a_codec_leaves_it(clip: np.ndarray) -> tuple[np.ndarray, int]:
    wall = scipy.signal.firwin(511, 15_500, fs=RATE_HZ)
    return scipy.signal.fftconvolve(clip, wall, mode="same"), RATE_HZ


@pytest.mark.parametrize("change", [at_22_khz, at_16_khz, at_22_khz_and_back, as_a_codec_leaves_it])
def test_scores_do_not_hang_on_what_was_left_out(clips: list[np.ndarray], change) -> None:
    def scores(clip: np.ndarray, rate: int) -> list[float]:
        found = semeq.describe(clip, sample_rate=rate)
        return [found.scores[word] for word in ("warm", "bright")]

    before = np.array([scores(clip, RATE_HZ) for clip in clips])
    after = np.array([scores(*change(clip)) for clip in clips])
    for was, now in zip(before.T, after.T, strict=True):
        assert abs((now > 0.5).mean() - (was > 0.5).mean()) <= 0.15
        assert abs((now - was).mean()) < 0.06
        assert scipy.stats.spearmanr(was, now).statistic > 0.85


def test_the_note_says_where_hearing_ends(clips: list[np.ndarray]) -> None:
    assert semeq.describe(clips[0], sample_rate=RATE_HZ).note == ""
    sound, rate = at_22_khz_and_back(clips[0])
    found = semeq.describe(sound, sample_rate=rate)
    assert found.note.startswith("nothing above ")
    assert np.all(found.deviation_db[found.freq_hz > 11_500] == 0)


def test_equalizers_and_music_make_no_wall(clips: list[np.ndarray]) -> None:
    """The steepest that an equalizer of ours can do is still the sound's own."""
    dull = semeq.EqSettings(
        (
            semeq.Band(kind="high_shelf", freq_hz=6_000, gain_db=-12),
            semeq.Band(kind="peak", freq_hz=12_000, gain_db=-12, q=1),
        )
    )
    for clip in clips[:8]:
        sound = semeq.Equalizer(dull)(clip)
        for each in (clip, sound):
            heard = hear_samples(each[np.newaxis].astype(np.float32), sample_rate=RATE_HZ)[0]
            assert heard.n_heard == 64


def test_a_wall_in_the_bass_is_the_musics_own() -> None:
    centers_hz = semeq.load_ears().centers_hz
    levels_db = np.where(centers_hz < 1_000, 0.0, -60.0)
    assert bands_below_cutoff(levels_db, centers_hz, 64) == 64
