"""The blind estimator: what was heard to a latent, and through the frozen decoder to settings."""

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from semeq.ears.bands import N_BANDS
from semeq.ears.decoder import model_decoder_tensors
from semeq.ears.estimator import LEVEL_SCALE_DB, LIMIT
from semeq.errors import ModelLoadError
from semeq.files.tensor_checks import Tensors
from semeq.train.model.bounds import clamp_to_bounds
from semeq.train.model.normalize import per_band
from semeq.train.model.silu_mlp import SiluMlp
from semeq.words.model import Model, load_model
from semeq.words.network import layers_of

N_FEATURES = 2 * N_BANDS
_SMALLEST_SCALE_DB = 1.0
_NOISE_WIDTH = 256
_LEAST_LATENT_SCALE = 0.05
_GATE_START = -3.0


class FrozenDecoder(nn.Module):
    """The decoder of a settings model, its weights fixed; gradients flow through it.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Those of the settings model, as ``weights.npz`` holds them.
    """

    bounds: Tensor

    def __init__(self, tensors: Tensors) -> None:
        super().__init__()
        layers = layers_of(tensors, "decoder")
        self.decoder = SiluMlp([layers[0][0].shape[1], *(len(weight) for weight, _ in layers)])
        self.decoder.load_state_dict(
            {
                f"layers.{i}.{name}": torch.tensor(values)
                for i, layer in enumerate(layers)
                for name, values in zip(("weight", "bias"), layer, strict=True)
            }
        )
        self.normalizer = per_band()
        self.normalizer.load_state_dict(
            {
                "low": torch.tensor(tensors["normalizer.low"]),
                "span": torch.tensor(tensors["normalizer.span"]),
                "log_mask": torch.tensor(tensors["normalizer.is_log"]),
            }
        )
        self.register_buffer("bounds", torch.tensor(tensors["bounds"]))
        self.requires_grad_(False)

    @property
    def latent_dim(self) -> int:
        """Size of the latent."""
        first = self.decoder.layers[0]
        assert isinstance(first, nn.Linear)  # noqa: S101  (for the type checker)
        return first.in_features

    def forward(self, latent: Tensor) -> Tensor:
        """Map latents to *params* ``(n, 13)``; a small slope beyond the bounds while training."""
        unit = 0.5 * (self.decoder(latent) + 1.0)
        limited = self.normalizer.limit(unit)
        if self.training:
            return self.normalizer.inverse(torch.lerp(limited, unit, 0.1))
        return clamp_to_bounds(self.normalizer.inverse(limited), self.bounds)


class BlindEstimator(nn.Module):
    """Features of a recording to the equalizer it may have gone through.

    Two experts, one for noise and one with dropout for music, are mixed by a gate that hears
    how much the bands move: steady noise betrays an equalizer almost exactly, music hardly.

    Parameters
    ----------
    decoder : FrozenDecoder
        Latent to *params*.
    latents : ndarray, shape (n, latent_dim)
        Latents of the training settings: where estimates start, and their scale.
    features : ndarray, shape (n, 128)
        Levels and spreads of music, for scaling.
    width, dropout : int, float
        Width and dropout of the music expert's two hidden layers.
    """

    feature_mean: Tensor
    feature_scale: Tensor
    latent_mean: Tensor
    latent_scale: Tensor
    interval_factor: Tensor

    def __init__(
        self,
        decoder: FrozenDecoder,
        latents: npt.NDArray[np.float32],
        features: npt.NDArray[np.float64],
        *,
        width: int,
        dropout: float,
    ) -> None:
        super().__init__()
        self.decoder = decoder
        self.latent_dim = decoder.latent_dim
        self.n_bands = N_BANDS
        self.limit = LIMIT
        self.level_scale_db = LEVEL_SCALE_DB
        scale = np.maximum(features.std(axis=0), _SMALLEST_SCALE_DB)
        self.register_buffer("feature_mean", _floats(features.mean(axis=0)))
        self.register_buffer("feature_scale", _floats(scale))
        self.register_buffer("latent_mean", _floats(latents.mean(axis=0)))
        self.register_buffer("latent_scale", _floats(latents.std(axis=0) + _LEAST_LATENT_SCALE))
        self.register_buffer("interval_factor", torch.ones(1))
        self.noise = SiluMlp([N_BANDS, _NOISE_WIDTH, _NOISE_WIDTH, self.latent_dim])
        self.music = nn.Sequential(
            nn.Linear(N_FEATURES, width),
            nn.SiLU(),
            nn.Dropout(dropout),
            nn.Linear(width, width),
            nn.SiLU(),
            nn.Dropout(dropout),
            nn.Linear(width, self.latent_dim),
        )
        self.gate = SiluMlp([N_BANDS, 16, 1])
        # Music until proven noise: the expert for noise is lost in music.
        nn.init.constant_(self.gate.get_parameter("layers.1.bias"), _GATE_START)
        self.scale = SiluMlp([N_FEATURES, 32, 1])
        self.noise_profile = nn.Parameter(torch.full((N_BANDS,), -1.0))
        self.music_profile = nn.Parameter(torch.full((N_BANDS,), 1.0))

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return latents, *params* ``(n, 13)`` and the log of the error's scale ``(n, 64)``."""
        x = (features - self.feature_mean) / self.feature_scale
        # A band beyond Nyquist is NaN, and then as in the average recording.
        x = torch.nan_to_num(x, 0.0).clamp(-self.limit, self.limit)
        steady = torch.sigmoid(self.gate(x[:, self.n_bands :]))
        out = steady * self.hear_noise(features) + (1.0 - steady) * self.music(x)
        latent = self.latent_mean + self.latent_scale * out
        mixed = steady * self.noise_profile + (1.0 - steady) * self.music_profile
        return latent, self.decoder(latent), mixed + (1.0 - steady) * torch.tanh(self.scale(x))

    def hear_noise(self, features: Tensor) -> Tensor:
        """Return what the expert for noise says, in units of the latents' scale."""
        levels = torch.nan_to_num(features[:, : self.n_bands], 0.0) / self.level_scale_db
        scaled: Tensor = self.noise(levels.clamp(-self.limit, self.limit))
        return scaled

    @torch.jit.export
    def estimate(self, features: Tensor) -> Tensor:
        """Return *params*, the half width of the 80 % interval in dB, and latents, side by side."""
        latent, params, log_scale = self.forward(features)
        return torch.cat([params, self.interval_factor * torch.exp(log_scale), latent], dim=1)


def load_decoder(model: str | None = None) -> tuple[FrozenDecoder, Model]:
    """Return the decoder of a settings model, and the model.

    Raises
    ------
    ModelLoadError
        If only the model's script can run its decoder.
    """
    loaded = load_model(model)
    tensors = model_decoder_tensors(loaded)
    if not tensors:
        raise ModelLoadError(
            f"{loaded.path}: only its script can run its decoder; ears need linear layers with "
            "SiLU between them"
        )
    return FrozenDecoder(tensors), loaded


def _floats(values: npt.NDArray[Any]) -> Tensor:
    return torch.tensor(values, dtype=torch.float32)
