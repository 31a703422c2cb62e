"""The losses that tell words apart, by name; one of your own is a function and a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from semeq.errors import ParameterError
from semeq.train.data.options import check_types
from semeq.train.model.losses import cosine_logits, euclidean_logits, supcon_loss, triplet_loss


@dataclass(frozen=True, slots=True)
class LossConfig:
    """The losses and their weights; a loss of weight 0 is not computed.

    Attributes
    ----------
    contrast : str
        Contrastive loss between words, a name in :data:`CONTRASTIVE_LOSSES`; or ``none``.
    contrast_weight, temperature : float
        Its weight, and what similarities are divided by.
    contrast_weight_start : float, optional
        Weight at the start, from where it rises evenly.
    class_balance : bool
        Let every word weigh alike in the contrast.
    noise_robustness : float
        0 is the plain contrast; toward 1 pairs that disagree with all others count less
        (see :func:`semeq.train.model.losses.supcon_loss`).
    curve_rms_weight, curve_mse_weight, param_weight, morph_weight : float
        Weights of the reconstruction losses; `morph_weight` asks that the curve halfway
        between two latents lies between their curves.
    layout_weight : float
        Weight of the distance of frequencies and Qs from where people put bands: it decides
        where the curve does not.
    weigh_params : bool
        Weigh the error of each parameter by how audible it is.
    kl_weight : float
        Weight of the divergence from a Gaussian, annealed over the first half of training;
        above 0 the latent is a distribution (β-VAE).
    """

    contrast: str = "supcon-euclidean"
    contrast_weight: float = 0.3
    contrast_weight_start: float | None = None
    temperature: float = 1.0
    class_balance: bool = False
    noise_robustness: float = 0.0
    curve_rms_weight: float = 0.5
    curve_mse_weight: float = 1.0 / 36.0
    param_weight: float = 4.0
    morph_weight: float = 0.0
    layout_weight: float = 0.0
    weigh_params: bool = True
    kl_weight: float = 0.0

    def __post_init__(self) -> None:
        check_types(self)
        if self.contrast not in {"none", *CONTRASTIVE_LOSSES}:
            raise ParameterError(
                f"contrast must be none, {', '.join(CONTRASTIVE_LOSSES)}, got {self.contrast!r}"
            )
        if self.temperature <= 0.0:
            raise ParameterError(f"temperature must be above 0, got {self.temperature:g}")


ContrastiveLoss = Callable[[Tensor, Tensor, LossConfig], Tensor]
"""Embedding ``(n, d)``, labels ``(n,)`` with -1 for none, and options to a scalar."""


def _supcon_euclidean(embedding: Tensor, labels: Tensor, config: LossConfig) -> Tensor:
    return _supcon(euclidean_logits(embedding, config.temperature), labels, config)


def _supcon_cosine(embedding: Tensor, labels: Tensor, config: LossConfig) -> Tensor:
    return _supcon(cosine_logits(embedding, config.temperature), labels, config)


def _supcon(logits: Tensor, labels: Tensor, config: LossConfig) -> Tensor:
    return supcon_loss(
        logits, labels, balance=config.class_balance, robustness=config.noise_robustness
    )


def _triplet(embedding: Tensor, labels: Tensor, _config: LossConfig) -> Tensor:
    return triplet_loss(embedding, labels)


CONTRASTIVE_LOSSES: dict[str, ContrastiveLoss] = {
    "supcon-euclidean": _supcon_euclidean,
    "supcon-cosine": _supcon_cosine,
    "triplet": _triplet,
}


def register_contrastive_loss(name: str, loss: ContrastiveLoss) -> None:
    """Add a contrastive loss of one's own, from outside the package.

    Parameters
    ----------
    name : str
        What ``loss.contrast`` calls it.
    loss : callable
        ``loss(embedding, labels, config)``, see :data:`ContrastiveLoss`. Rows with the label -1
        belong to no word.

    Raises
    ------
    ParameterError
        If another loss has the name.
    """
    if name == "none" or CONTRASTIVE_LOSSES.get(name, loss) is not loss:
        raise ParameterError(f"there is a loss {name!r} already: choose another name")
    CONTRASTIVE_LOSSES[name] = loss
