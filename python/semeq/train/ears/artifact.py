"""The artifact of the ears: front end, reference and estimator in one scripted archive."""

import torch
from torch import Tensor, nn

from semeq.ears.reference import MusicReference
from semeq.train.ears.bands import BandSpectrum
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
        self.bands = BandSpectrum()
        self.estimator = estimator
        self.register_buffer("centers_hz", self.bands.centers_hz.clone())
        self.register_buffer("upper_hz", self.bands.upper_hz.clone())
        self.register_buffer("feature_mean", estimator.feature_mean.clone())
        self.register_buffer("reference_mean", torch.tensor(reference.mean_db, dtype=torch.float32))
        self.register_buffer(
            "reference_covariance", torch.tensor(reference.covariances, dtype=torch.float32)
        )
        self.register_buffer(
            "reference_durations_s", torch.tensor(reference.durations_s, dtype=torch.float32)
        )

    @torch.jit.export
    def window_frames(self, sample_rate: float) -> int:
        """Frames of one analysis window."""
        return self.bands.window_frames(sample_rate)

    @torch.jit.export
    def weights(self, sample_rate: float) -> Tensor:
        """Bands as weights of the bins, ``(n_bins, 64)``."""
        return self.bands.weights(sample_rate)

    @torch.jit.export
    def power(self, audio: Tensor, weights: Tensor) -> Tensor:
        """Power per octave, ``(n_channels, n_windows, 64)``."""
        power: Tensor = self.bands.forward(audio, weights)
        return power

    @torch.jit.export
    def estimate(self, features: Tensor) -> Tensor:
        """*Params*, half width of the interval and latent of rows of features, side by side."""
        return self.estimator.estimate(features)
