"""Which alphas a recording's variants get."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass

from semeq.checks import check_number
from semeq.errors import ParameterError


@dataclass(frozen=True, slots=True)
class AlphaPlan:
    """Draws alphas for each recording, or gives all recordings the same ones.

    A draw is a SHA-256 of seed, variant and path: it is the same on every machine, in any
    order, however many recordings and variants there are.

    Parameters
    ----------
    alpha_range : tuple of float, default (0.0, 1.0)
        Lowest and highest alpha to draw.
    n_variants : int, default 1
        Alphas per recording.
    seed : int, default 0
        Other seeds draw other alphas.
    alphas : tuple of float, optional
        What every recording gets, instead of a draw.

    Raises
    ------
    ParameterError
        If an alpha is not in [0, 1], the range is upside down, or there would be no variant.

    Examples
    --------
    >>> AlphaPlan(n_variants=2).alphas_for("drums/snare.wav")
    [0.44375586958319624, 0.6424067221413822]
    >>> AlphaPlan(alphas=(0, 0.5, 1)).alphas_for("drums/snare.wav")
    [0.0, 0.5, 1.0]
    """

    alpha_range: tuple[float, float] = (0.0, 1.0)
    n_variants: int = 1
    seed: int = 0
    alphas: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        low, high = (check_number("alpha_range", value, 0.0, 1.0) for value in self.alpha_range)
        if low > high:
            raise ParameterError(f"alpha_range must go upwards, got ({low:g}, {high:g})")
        if self.n_variants < 1:
            raise ParameterError(f"n_variants must be at least 1, got {self.n_variants}")
        if self.alphas is not None:
            if not self.alphas:
                raise ParameterError("alphas must hold at least one number in [0, 1], got none")
            for value in self.alphas:
                check_number("alphas", value, 0.0, 1.0)

    def alphas_for(self, path: str) -> list[float]:
        """Return the alphas of the recording at a path below the input folder."""
        if self.alphas is not None:
            return [float(value) for value in self.alphas]
        return [self._draw(path, variant) for variant in range(self.n_variants)]

    def _draw(self, path: str, variant: int) -> float:
        low, high = self.alpha_range
        digest = hashlib.sha256(f"{self.seed}/{variant}/".encode() + os.fsencode(path)).digest()
        return low + (high - low) * (int.from_bytes(digest[:8], "big") / 2**64)
