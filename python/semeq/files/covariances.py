"""What covariances in a file must be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq.errors import DataError


def check_covariances(
    durations_s: npt.NDArray[np.floating], covariances: npt.NDArray[np.floating]
) -> None:
    """Check that clips of each length can vary as a reference says.

    Parameters
    ----------
    durations_s : ndarray, shape (n,)
        Lengths of clips.
    covariances : ndarray, shape (n, n_bands, n_bands)
        In dB².

    Raises
    ------
    DataError
        If lengths do not ascend, or a matrix is no covariance: symmetric and positive definite.
    """
    if not (np.diff(durations_s) > 0).all():
        raise DataError("its lengths of clips do not ascend")
    try:
        np.linalg.cholesky(covariances)  # reads one half of each
    except np.linalg.LinAlgError as error:
        raise DataError("its covariances are not positive definite") from error
    if not np.allclose(covariances, covariances.transpose(0, 2, 1), rtol=1e-6, atol=1e-6):
        raise DataError("its covariances are not symmetric")
