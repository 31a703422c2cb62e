"""Pink noise, as the ears hear it: as much of it as a training wants, never twice the same."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq.ears.spectrum import hear_samples
from semeq.train.ears.clips import CLIP_S, SAMPLE_RATE_HZ

Float64Array = npt.NDArray[np.float64]

_LOWEST_HZ = 10.0


def pink_noise(n_frames: int, generator: np.random.Generator) -> npt.NDArray[np.float32]:
    """Gaussian noise whose power per octave is the same everywhere above 10 Hz, RMS 0.1.

    Examples
    --------
    >>> noise = pink_noise(4_410, np.random.default_rng(0))
    >>> noise.shape, round(float(noise.std()), 3)
    ((4410,), 0.1)
    """
    n_bins = n_frames // 2 + 1
    white = generator.standard_normal(2 * n_bins).view(np.complex128)
    hz = np.arange(n_bins) * (SAMPLE_RATE_HZ / n_frames)
    noise = np.fft.irfft(white / np.sqrt(np.maximum(hz, _LOWEST_HZ)), n_frames)
    return np.asarray(noise * (0.1 / noise.std()), dtype=np.float32)


class PinkClips:
    """A pool of heard pink noise that is renewed while it is used.

    Parameters
    ----------
    n_clips : int
        Size of the pool.
    seed : int
        Decides the noise.
    """

    def __init__(self, n_clips: int, seed: int) -> None:
        self._generator = np.random.default_rng([seed, 1])
        heard = [self._hear() for _ in range(n_clips)]
        self.levels_db: Float64Array = np.stack([levels for levels, _ in heard])
        self.spread_db: Float64Array = np.stack([spread for _, spread in heard])
        self._oldest = 0

    def renew(self) -> None:
        """Replace the oldest clip by a new one."""
        self.levels_db[self._oldest], self.spread_db[self._oldest] = self._hear()
        self._oldest = (self._oldest + 1) % len(self.levels_db)

    def _hear(self) -> tuple[Float64Array, Float64Array]:
        noise = pink_noise(round(CLIP_S * SAMPLE_RATE_HZ), self._generator)
        clip = hear_samples(noise[np.newaxis], sample_rate=SAMPLE_RATE_HZ)[0]
        return clip.levels_db(), clip.spread_db()
