"""Losses of reconstruction and of contrast between words."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

from semeq.eq.params import GAIN_COLUMNS, GAIN_OF_COLUMN

UNLABELED = -1
_TINY = 1e-12
_FLOOR_DB2 = 1e-6  # keeps the root's gradient finite at zero error


def curve_rms_db(curve_a: Tensor, curve_b: Tensor) -> Tensor:
    """RMS distance of curves in dB, ``(n, n_points) -> (n,)``.

    Examples
    --------
    >>> curve_rms_db(torch.zeros(1, 4), torch.tensor([[3.0, -3.0, 3.0, -3.0]])).tolist()
    [3.0]
    """
    return (curve_a - curve_b).square().mean(dim=1).sqrt()


def curve_loss(
    curve_out: Tensor, curve_in: Tensor, *, rms_weight: float, mse_weight: float
) -> Tensor:
    """Weigh the mean RMS error (exact where small) and squared error (no row left behind).

    Parameters
    ----------
    curve_out, curve_in : Tensor, shape (n, n_points)
        Decoded and wanted curves in dB.
    rms_weight, mse_weight : float
        Weights of the two errors.

    Returns
    -------
    Tensor, scalar
    """
    squared = (curve_out - curve_in).square().mean(dim=1)
    return rms_weight * (squared + _FLOOR_DB2).sqrt().mean() + mse_weight * squared.mean()


def param_loss(unit_out: Tensor, unit_in: Tensor, weights: Tensor) -> Tensor:
    """Squared error of unit *params*, weighted by how audible each is.

    Parameters
    ----------
    unit_out, unit_in : Tensor, shape (n, n_params)
        Decoded and wanted *params* in the unit range.
    weights : Tensor, shape (n, n_params)
        Weight of each.

    Returns
    -------
    Tensor, scalar
    """
    return (weights * (unit_out - unit_in).square()).mean()


def gain_weights(params: Tensor, reference_db: float = 6.0) -> Tensor:
    """Weight of each *param* by how audible it is, ``(n, 13)``.

    A frequency or Q counts by its band's gain, ``min(1, |gain| / reference_db)``:
    at 0 dB both are inaudible. A gain always counts fully.
    """
    audible = (params.abs() / reference_db).clamp(max=1.0)
    owner = torch.tensor(GAIN_OF_COLUMN, device=params.device)
    weights = audible[:, owner]
    weights[:, list(GAIN_COLUMNS)] = 1.0
    return weights


def supcon_loss(
    logits: Tensor, labels: Tensor, *, balance: bool = False, robustness: float = 0.0
) -> Tensor:
    """Supervised contrastive loss over pairwise similarities.

    P. Khosla et al., "Supervised Contrastive Learning", NeurIPS 2020, eq. 2. Rows that share
    their label with no other row, and unlabeled rows, only act as negatives.

    Parameters
    ----------
    logits : Tensor, shape (n, n)
        Similarity of each pair; the diagonal is ignored.
    labels : Tensor of int64, shape (n,)
        Class of each row, ``-1`` for none.
    balance : bool, default False
        Let every class weigh alike, however many rows it has.
    robustness : float, default 0
        0 is the cross-entropy ``-log p`` of a positive, which punishes a wrong label without
        limit; q above 0 is ``(1 - p**q) / q``, bounded, after Z. Zhang and M. Sabuncu,
        "Generalized Cross Entropy Loss ...", NeurIPS 2018, eq. 6.

    Returns
    -------
    Tensor, scalar
        Mean over the anchors, 0 if there are none.
    """
    itself = torch.eye(len(labels), dtype=torch.bool, device=labels.device)
    positive = (labels[:, None] == labels[None, :]) & (labels[:, None] != UNLABELED) & ~itself
    log_prob = functional.log_softmax(logits.masked_fill(itself, float("-inf")), dim=1)
    n_positive = positive.sum(dim=1)
    log_prob = log_prob.masked_fill(~positive, 0.0)
    if robustness > 0.0:
        # Relative to an even share among the positives, which is the best an anchor can do.
        share = log_prob + n_positive.clamp(min=1).log()[:, None]
        cost = ((1.0 - (robustness * share.clamp(max=0.0)).exp()) / robustness) * positive
    else:
        cost = -log_prob
    per_anchor = cost.sum(dim=1) / n_positive.clamp(min=1)
    weights = (n_positive > 0).float()
    if balance:
        weights = weights / (n_positive + 1.0)
    return (weights * per_anchor).sum() / weights.sum().clamp(min=_TINY)


def triplet_loss(embedding: Tensor, labels: Tensor, margin: float = 1.0) -> Tensor:
    """Hinge over all triplets: nearer to one's own word than to another by `margin`.

    Parameters
    ----------
    embedding : Tensor, shape (n, d)
        Points.
    labels : Tensor of int64, shape (n,)
        Class of each row; rows with ``-1`` are left out.
    margin : float, default 1
        How much nearer, in Euclidean distance.

    Returns
    -------
    Tensor, scalar
        Mean over the triplets that violate the margin.
    """
    labeled = labels != UNLABELED
    points, classes = embedding[labeled], labels[labeled]
    distance = torch.cdist(points, points)
    same = classes[:, None] == classes[None, :]
    itself = torch.eye(len(classes), dtype=torch.bool, device=labels.device)
    valid = (same & ~itself)[:, :, None] & ~same[:, None, :]
    hinge = (distance[:, :, None] - distance[:, None, :] + margin).clamp(min=0.0) * valid
    return hinge.sum() / (hinge > 0.0).sum().clamp(min=1)


def kl_divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """Divergence of diagonal Gaussians ``(n, d)`` from the standard one, mean over rows.

    Examples
    --------
    >>> kl_divergence(torch.ones(1, 2), torch.zeros(1, 2)).item()
    1.0
    """
    terms = mean.square() + log_variance.exp() - 1.0 - log_variance
    return 0.5 * terms.sum(dim=1).mean()


def euclidean_logits(embedding: Tensor, temperature: float) -> Tensor:
    """Negative squared distances over `temperature`, ``(n, d) -> (n, n)``."""
    squared_norm = embedding.square().sum(dim=1)
    gram = embedding @ embedding.T
    return (2.0 * gram - squared_norm[:, None] - squared_norm[None, :]) / temperature


def cosine_logits(embedding: Tensor, temperature: float) -> Tensor:
    """Cosine similarities over `temperature`, ``(n, d) -> (n, n)``."""
    direction = functional.normalize(embedding, dim=1)
    return direction @ direction.T / temperature
