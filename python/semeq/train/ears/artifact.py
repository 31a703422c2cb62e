"""The artifact of the ears: bands, reference and estimator in one scripted archive."""

import torch
from torch import Tensor, nn

from semeq.ears.bands import BANDS
from semeq.ears.reference import MusicReference
from semeq.train.ears.estimator import BlindEstimator


class EarsArtifact(nn.Module):
    """What is scripted.

    Parameters
    ----------
    estimator : BlindEstimator
        Trained and calibrated.
    reference : MusicReference
        How music usually sounds.
    """

    centers_hz: Tensor
    upper_hz: Tensor
    feature_mean: Tensor
    reference_mean: Tensor
    reference_covariance: Tensor
    reference_durations_s: Tensor

    def __init__(self, estimator: BlindEstimator, reference: MusicReference) -> None:
        super().__init__()
        self.estimator = estimator
        self.register_buffer("centers_hz", torch.from_numpy(BANDS.centers_hz))
        self.register_buffer("upper_hz", torch.from_numpy(BANDS.upper_hz))
        self.register_buffer("feature_mean", estimator.feature_mean.clone())
        self.register_buffer("reference_mean", torch.tensor(reference.mean_db, dtype=torch.float32))
        self.register_buffer(
            "reference_covariance", torch.tensor(reference.covariances, dtype=torch.float32)
        )
        self.register_buffer(
            "reference_durations_s", torch.tensor(reference.durations_s, dtype=torch.float32)
        )

    @torch.jit.export
    def estimate(self, features: Tensor) -> Tensor:
        """*Params*, half width of the interval and latent of rows of features, side by side."""
        return self.estimator.estimate(features)
