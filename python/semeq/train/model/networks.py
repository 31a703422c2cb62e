"""The networks: settings to latent, latent to settings, latent to embedding."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional

from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, Q_COLUMNS
from semeq.train.model.config import TrainConfig
from semeq.train.model.groups import EmbeddingName, HeadName
from semeq.train.model.isometric import CurveBasis, ScaledMlp
from semeq.train.model.normalize import Normalizer
from semeq.train.model.silu_mlp import SiluMlp

N_CONDITIONS = 64
"""Words that a conditional model can tell apart; rarer ones count as unlabeled."""


class ResidualBlock(nn.Module):
    """Two normalized layers with dropout around a shortcut, and an activation after the sum."""

    def __init__(self, n_in: int, n_out: int, dropout: float) -> None:
        super().__init__()
        self.inner = nn.Sequential(
            nn.Linear(n_in, n_out),
            nn.BatchNorm1d(n_out),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(n_out, n_out),
            nn.BatchNorm1d(n_out),
        )
        self.shortcut = nn.Linear(n_in, n_out)

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(n, n_in)`` to ``(n, n_out)``."""
        return functional.relu(self.shortcut(x) + self.inner(x))


class SpecializedHeads(nn.Module):
    """A small network each for gains, frequencies and Q, put together in SAFE order."""

    def __init__(self, n_in: int) -> None:
        super().__init__()
        groups = (GAIN_COLUMNS, FREQ_COLUMNS, Q_COLUMNS)
        self.heads = nn.ModuleList(SiluMlp([n_in, n_in // 2, len(group)]) for group in groups)
        order = [column for group in groups for column in group]
        self.order: list[int] = sorted(range(len(order)), key=order.__getitem__)

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(n, n_in)`` to ``(n, 13)``."""
        return torch.cat([head(x) for head in self.heads], dim=1)[:, self.order]


def residual_mlp(widths: Sequence[int], dropout: float) -> nn.Sequential:
    """Build residual blocks, and a linear layer after the last."""
    blocks = [ResidualBlock(n_in, n_out, dropout) for n_in, n_out in pairwise(widths[:-1])]
    return nn.Sequential(*blocks, nn.Linear(widths[-2], widths[-1]))


def residual_decoder(widths: Sequence[int], dropout: float, head: HeadName) -> nn.Sequential:
    """Build the decoder of the residual networks.

    Parameters
    ----------
    widths : sequence of int
        Widths of its layers, input and output included.
    dropout : float
        Within the blocks.
    head : {"linear", "sigmoid", "specialized"}
        Last layer. Outputs lie in [-1, 1], so that tanh does what a sigmoid does in [0, 1].
    """
    decoder = residual_mlp(widths, dropout)
    if head == "specialized":
        decoder[-1] = SpecializedHeads(widths[-2])
    return decoder if head == "linear" else decoder.append(nn.Tanh())


class Unconditioned(nn.Module):
    """Puts the condition of a row without a word behind the encoded coordinates."""

    def __init__(self, n_encoded: int, condition: nn.Embedding) -> None:
        super().__init__()
        self.n_encoded = n_encoded
        self.condition = condition

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(n, n_encoded + m)`` to ``(n, n_encoded + condition_dim + m)``."""
        none = self.condition.weight[:1].expand(len(x), -1)
        return torch.cat([x[:, : self.n_encoded], none, x[:, self.n_encoded :]], dim=1)


class Autoencoder(nn.Module):
    """Settings to a latent vector and back.

    Parameters
    ----------
    normalizer : Normalizer
        Map of *params* to the unit range.
    config : TrainConfig
        Kind and sizes of the networks.

    Notes
    -----
    `encode` and `decode` work in physical units; `decode_unit` gives the
    decoder's unit output before it is clamped, which is what the losses see.
    """

    def __init__(self, normalizer: Normalizer, config: TrainConfig) -> None:
        super().__init__()
        self.normalizer = normalizer
        network = config.network
        self.latent_dim = network.latent_dim
        space = config.space
        self.space = space
        self.curve = space.make_curve(max(network.n_curve_points, 1))
        self.use_curve = network.n_curve_points > 0
        self.curve_scale_db = 6.0
        n_encoded = network.latent_dim - network.condition_dim
        n_out = 2 * n_encoded if config.loss.kl_weight > 0.0 else n_encoded
        widths_in = [space.n_params + network.n_curve_points, *network.hidden_widths, n_out]
        widths_out = [network.latent_dim, *reversed(network.hidden_widths), space.n_params]
        self.encoder: nn.Module
        self.decoder: nn.Module
        self.condition: nn.Embedding | None = None
        if network.kind == "residual":
            self.encoder = residual_mlp(widths_in, network.dropout).append(nn.Tanh())
            self.decoder = residual_decoder(widths_out, network.dropout, network.head)
            return
        if network.kind == "isometric":
            self.encoder = CurveBasis(
                space.n_params, network.n_curve_points, n_encoded, self.curve_scale_db
            )
            self.decoder = ScaledMlp(widths_out)
            return
        encoder, decoder = SiluMlp(widths_in), SiluMlp(widths_out)
        if network.identity_start:
            basis = space.basis(config.n_carried)
            encoder.start_as_linear(basis, scale_out=network.residual_scale)
            decoder.start_as_linear(basis.T, scale_in=1.0 / network.residual_scale)
        self.encoder, self.decoder = encoder, decoder
        if network.condition_dim:
            self.condition = nn.Embedding(1 + N_CONDITIONS, network.condition_dim)
            self.encoder = nn.Sequential(encoder, Unconditioned(n_encoded, self.condition))

    @property
    def basis(self) -> CurveBasis | None:
        """The directions of an isometric latent; None of another."""
        return self.encoder if isinstance(self.encoder, CurveBasis) else None

    @torch.no_grad()
    def align(self, params: Tensor) -> None:
        """Choose the directions and the scale of an isometric latent from *params*.

        Parameters
        ----------
        params : Tensor, shape (n, n_params)
            Settings such as the model will meet.
        """
        if isinstance(self.encoder, CurveBasis) and isinstance(self.decoder, ScaledMlp):
            self.encoder.align(self.curve(params))
            self.decoder.align(self.encode(params))

    def encode(self, params: Tensor) -> Tensor:
        """Map physical *params* ``(n, n_params)`` to latents ``(n, latent_dim)``."""
        return self.encode_distribution(params)[0]

    def encode_distribution(self, params: Tensor) -> tuple[Tensor, Tensor]:
        """Return the latents, and their log-variance (no columns unless variational)."""
        features = 2.0 * self.normalizer(params) - 1.0
        if self.use_curve:
            features = torch.cat([features, self.curve(params) / self.curve_scale_db], dim=1)
        out: Tensor = self.encoder(features)
        return out[:, : self.latent_dim], out[:, self.latent_dim :]

    def conditioned(self, latent: Tensor, labels: Tensor) -> Tensor:
        """Give latents ``(n, latent_dim)`` the condition of their labels ``(n,)``.

        A label of -1, or beyond what the model tells apart, is the unlabeled condition. Without
        conditions the latents come back as they are.
        """
        if self.condition is None:
            return latent
        known = torch.where(labels < N_CONDITIONS, labels + 1, 0)
        condition: Tensor = self.condition(known)
        return torch.cat([latent[:, : -condition.shape[1]], condition], dim=1)

    def decode_unit(self, latent: Tensor) -> Tensor:
        """Map latents ``(n, latent_dim)`` to unclamped unit *params*."""
        unit: Tensor = 0.5 * (self.decoder(latent) + 1.0)
        return unit

    def decode(self, latent: Tensor) -> Tensor:
        """Map latents ``(n, latent_dim)`` to physical *params* within the bounds."""
        return self.normalizer.inverse(self.normalizer.limit(self.decode_unit(latent)))


class Subspace(nn.Module):
    """The last `size` coordinates of a latent."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, latent: Tensor) -> Tensor:
        """Map ``(n, latent_dim)`` to ``(n, size)``."""
        return latent[:, -self.size :]


def make_projection(name: EmbeddingName, latent_dim: int, embedding_dim: int) -> nn.Module:
    """Build the map from latent to embedding that a configuration names.

    Parameters
    ----------
    name : {"latent", "subspace", "mlp"}
        Identity, the last coordinates, or a network.
    latent_dim, embedding_dim : int
        Sizes.
    """
    match name:
        case "latent":
            return nn.Identity()
        case "subspace":
            return Subspace(embedding_dim)
        case "mlp":
            return SiluMlp([latent_dim, latent_dim, embedding_dim])


def leak(unit: Tensor, clamped: Tensor, slope: float = 0.1) -> Tensor:
    """Let a small slope through a clamp, so that gradients survive outside.

    Parameters
    ----------
    unit : Tensor
        Values before the clamp.
    clamped : Tensor
        The same after it.
    slope : float, default 0.1
        Share of `unit` in the result.

    Examples
    --------
    >>> unit = torch.tensor([-1.0, 0.5, 2.0])
    >>> leak(unit, unit.clamp(0.0, 1.0), slope=0.5).tolist()
    [-0.5, 0.5, 1.5]
    """
    return torch.lerp(clamped, unit, slope)
