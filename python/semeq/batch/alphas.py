"""Which alphas a recording is rendered at."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from semeq.checks import check_array, check_count, show
from semeq.errors import ParameterError

_MAX_ALPHAS = 100_000
_MAX_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class AlphaPlan:
    """Draws alphas for each recording, or gives all recordings the same ones.

    A draw is a SHA-256 of seed, number and path: it is the same on every machine, in any order,
    however many recordings and alphas there are.

    Parameters
    ----------
    alpha_range : tuple of float, default (0.0, 1.0)
        Lowest and highest alpha to draw.
    n_alphas : int, default 1
        Alphas per recording, up to 100,000.
    seed : int, default 0
        At least 0. Other seeds draw other alphas.
    alphas : sequence of float, optional
        The alphas of every recording; nothing is drawn then.

    Raises
    ------
    ParameterError
        If an alpha is not in [0, 1], the range is upside down, or there would be no alpha.

    Examples
    --------
    >>> AlphaPlan(n_alphas=2).alphas_for("drums/snare.wav")
    [0.44375586958319624, 0.6424067221413822]
    >>> AlphaPlan(alphas=(0, 0.5, 1)).alphas_for("drums/snare.wav")
    [0.0, 0.5, 1.0]
    """

    alpha_range: tuple[float, float] = (0.0, 1.0)
    n_alphas: int = 1
    seed: int = 0
    alphas: Sequence[float] | None = None

    def __post_init__(self) -> None:
        limits = check_array("alpha_range", self.alpha_range, 0.0, 1.0, dtype=np.float64)
        if limits.shape != (2,):
            raise ParameterError(f"alpha_range must be two numbers, got {show(self.alpha_range)}")
        low, high = limits.tolist()
        if low > high:
            raise ParameterError(f"alpha_range must go upwards, got ({low:g}, {high:g})")
        check_count("n_alphas", self.n_alphas, 1, _MAX_ALPHAS)
        check_count("seed", self.seed, 0, _MAX_SEED)
        if self.alphas is not None:
            alphas = check_array("alphas", self.alphas, 0.0, 1.0, dtype=np.float64, n_dims=1)
            if not alphas.size:
                raise ParameterError("alphas must hold at least one number in [0, 1], got none")
            object.__setattr__(self, "alphas", tuple(alphas.tolist()))
        object.__setattr__(self, "alpha_range", (low, high))

    def alphas_for(self, path: str) -> list[float]:
        """Return the alphas of the recording at a path below the input folder."""
        if self.alphas is not None:
            return list(self.alphas)
        return [self._draw(path, number) for number in range(self.n_alphas)]

    def _draw(self, path: str, number: int) -> float:
        low, high = self.alpha_range
        digest = hashlib.sha256(f"{self.seed}/{number}/".encode() + os.fsencode(path)).digest()
        return low + (high - low) * (int.from_bytes(digest[:8], "big") / 2**64)
