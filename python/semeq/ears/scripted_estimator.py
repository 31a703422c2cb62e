"""The blind estimator as the artifact's script runs it, through libtorch."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt

from semeq._libtorch import load_infer
from semeq.errors import ModelLoadError

Float32Array = npt.NDArray[np.float32]


class ScriptedEstimator:
    """A scripted method ``estimate``, of any module that has one.

    It runs the program in the file, as importing the file would. Methods may be called from
    several threads.

    Parameters
    ----------
    path : path-like
        The artifact.

    Raises
    ------
    ModelLoadError
        If libtorch is missing, or the file has no such method.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        infer = load_infer()
        self._path = Path(path)
        self._error = infer.LoadError
        try:
            self._ears = infer.Ears(str(path))
        except (infer.LoadError, UnicodeDecodeError) as error:
            raise ModelLoadError(f"{path} is not an artifact of ears: {error}") from error

    def estimate(self, features: Float32Array) -> Float32Array:
        """Return what the script does for checked features.

        Parameters
        ----------
        features : ndarray of float32, shape (n, 128)
            Levels and spreads in dB; NaN where a band was not heard.

        Returns
        -------
        ndarray of float32, shape (n, n_columns)

        Raises
        ------
        ModelLoadError
            If the script fails, or returns something else.
        """
        try:
            estimates: Float32Array = self._ears.estimate(features)
        except self._error as error:
            raise ModelLoadError(f"{self._path}: its script cannot estimate: {error}") from error
        return estimates
