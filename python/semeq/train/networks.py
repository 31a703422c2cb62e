"""The networks: settings to latent, latent to settings, latent to embedding."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from semeq.settings import PARAM_NAMES
from semeq.train.config import EmbeddingName
from semeq.train.curve import EqCurve
from semeq.train.normalise import Normaliser

N_PARAMS = len(PARAM_NAMES)


class SiluMlp(nn.Module):
    """Linear layers with SiLU between them and none after the last.

    Examples
    --------
    >>> SiluMlp([32, 320, 320, 13])(torch.zeros(2, 32)).shape
    torch.Size([2, 13])
    """

    def __init__(self, widths: Sequence[int]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n_in, n_out) for n_in, n_out in pairwise(widths))
        self.n_hidden: int = len(self.layers) - 1

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(n, widths[0])`` to ``(n, widths[-1])``."""
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < self.n_hidden:
                x = functional.silu(x)
        return x

    @torch.no_grad()
    def start_as_identity(
        self, n_features: int, *, scale_in: float = 1.0, scale_out: float = 1.0, noise: float = 0.1
    ) -> None:
        """Make output i ``scale_in * scale_out`` times input i, plus a small random rest.

        ``silu(x) - silu(-x) = x``, so a pair of units carries one value through a
        layer exactly. Reconstruction then starts near zero error and training
        spends its steps on what the identity lacks.
        """
        split = torch.eye(n_features).repeat_interleave(2, dim=0)
        split[1::2] *= -1.0
        linears = [layer for layer in self.layers if isinstance(layer, nn.Linear)]
        blocks = [scale_in * split, *[split @ split.T] * (len(linears) - 2), scale_out * split.T]
        for layer, block in zip(linears, blocks, strict=True):
            n_out, n_in = block.shape
            layer.weight[:n_out] *= noise
            layer.weight[:n_out, :n_in] = block
            layer.bias[:n_out] = 0.0


class Autoencoder(nn.Module):
    """Settings to a latent vector and back.

    Parameters
    ----------
    normaliser : Normaliser
        Map of *params* to the unit range.
    latent_dim : int
        Size of the latent vector.
    hidden_width, n_hidden : int
        Width and number of hidden layers of encoder and decoder.
    n_curve_points : int
        Points of the curve the encoder sees beside the *params*; 0 for none.
    identity_start : bool
        Whether both networks start as the identity on the *params*.
    residual_scale : float
        Scale of the *params* in the latent at such a start.

    Notes
    -----
    `encode` and `decode` work in physical units; `decode_unit` gives the
    decoder's unit output before it is clamped, which is what the losses see.
    """

    def __init__(
        self,
        normaliser: Normaliser,
        latent_dim: int = 32,
        hidden_width: int = 320,
        n_hidden: int = 2,
        n_curve_points: int = 64,
        identity_start: bool = True,
        residual_scale: float = 1.0,
    ) -> None:
        super().__init__()
        hidden = [hidden_width] * n_hidden
        self.normaliser = normaliser
        self.curve = EqCurve(max(n_curve_points, 1))
        self.use_curve = n_curve_points > 0
        self.curve_scale_db = 6.0
        self.encoder = SiluMlp([N_PARAMS + n_curve_points, *hidden, latent_dim])
        self.decoder = SiluMlp([latent_dim, *hidden, N_PARAMS])
        if identity_start and latent_dim >= N_PARAMS:
            self.encoder.start_as_identity(N_PARAMS, scale_out=residual_scale)
            self.decoder.start_as_identity(N_PARAMS, scale_in=1.0 / residual_scale)

    def encode(self, params: Tensor) -> Tensor:
        """Map physical *params* ``(n, 13)`` to latents ``(n, latent_dim)``."""
        features = 2.0 * self.normaliser(params) - 1.0
        if self.use_curve:
            features = torch.cat([features, self.curve(params) / self.curve_scale_db], dim=1)
        latent: Tensor = self.encoder(features)
        return latent

    def decode_unit(self, latent: Tensor) -> Tensor:
        """Map latents ``(n, latent_dim)`` to unclamped unit *params* ``(n, 13)``."""
        unit: Tensor = 0.5 * (self.decoder(latent) + 1.0)
        return unit

    def decode(self, latent: Tensor) -> Tensor:
        """Map latents ``(n, latent_dim)`` to physical *params* ``(n, 13)`` within the bounds."""
        return self.normaliser.inverse(self.decode_unit(latent).clamp(0.0, 1.0))


class Subspace(nn.Module):
    """The last `size` coordinates of a latent."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, latent: Tensor) -> Tensor:
        """Map ``(n, latent_dim)`` to ``(n, size)``."""
        return latent[:, -self.size :]


def make_projection(name: EmbeddingName, latent_dim: int, embedding_dim: int) -> nn.Module:
    """Build the map from latent to embedding that a configuration names."""
    match name:
        case "latent":
            return nn.Identity()
        case "subspace":
            return Subspace(embedding_dim)
        case "mlp":
            return SiluMlp([latent_dim, latent_dim, embedding_dim])


def leaky_clamp(unit: Tensor, slope: float = 0.1) -> Tensor:
    """Clamp to [0, 1] with a small slope outside, so that gradients survive there.

    Examples
    --------
    >>> leaky_clamp(torch.tensor([-1.0, 0.5, 1.5])).tolist()
    [-0.10000000149011612, 0.5, 1.0499999523162842]
    """
    clamped = unit.clamp(0.0, 1.0)
    return clamped + slope * (unit - clamped)
