"""Losses against plain NumPy, written out from their papers."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from semeq.train.model.losses import (
    cosine_logits,
    curve_loss,
    euclidean_logits,
    supcon_loss,
    triplet_loss,
)


def supcon_oracle(logits: np.ndarray, labels: list[int]) -> float:
    """Khosla et al. 2020, eq. 2, as loops."""
    terms = []
    for i, label in enumerate(labels):
        others = [j for j in range(len(labels)) if j != i]
        positives = [j for j in others if labels[j] == label and label != -1]
        if positives:
            log_sum = np.log(sum(np.exp(logits[i, j]) for j in others))
            terms.append(-np.mean([logits[i, j] - log_sum for j in positives]))
    return float(np.mean(terms))


def test_supcon_equals_its_definition() -> None:
    logits = torch.tensor(np.random.default_rng(0).normal(size=(7, 7)))
    labels = [0, 0, 1, 1, -1, -1, 2]
    loss = supcon_loss(logits, torch.tensor(labels))
    assert loss.item() == pytest.approx(supcon_oracle(logits.numpy(), labels))


def test_supcon_without_pairs_is_zero_and_differentiable() -> None:
    logits = torch.zeros(3, 3, requires_grad=True)
    loss = supcon_loss(logits, torch.tensor([0, 1, -1]))
    loss.backward()
    assert loss.item() == 0.0
    assert logits.grad is not None


def test_logits_are_distances_and_cosines() -> None:
    points = torch.tensor([[0.0, 3.0], [4.0, 0.0]])
    assert euclidean_logits(points, 5.0)[0, 1].item() == pytest.approx(-25.0 / 5.0)
    assert cosine_logits(points, 1.0)[0, 1].item() == pytest.approx(0.0)


def test_curve_loss_has_a_finite_gradient_at_zero_error() -> None:
    curve = torch.zeros(2, 8, requires_grad=True)
    curve_loss(curve, torch.zeros(2, 8), rms_weight=1.0, mse_weight=1.0).backward()
    assert curve.grad is not None
    assert torch.isfinite(curve.grad).all()


def test_balanced_supcon_is_the_mean_of_class_means() -> None:
    logits = torch.tensor(np.random.default_rng(1).normal(size=(6, 6)), dtype=torch.float32)
    labels = torch.tensor([0, 0, 0, 0, 1, 1])
    per_class = []
    for cls in (0, 1):
        only = torch.where(labels == cls, labels, torch.tensor([-1, -1, -1, -1, -1, -1]))
        per_class.append(supcon_loss(logits, only).item())
    assert supcon_loss(logits, labels, balance=True).item() == pytest.approx(np.mean(per_class))


def test_triplet_loss_by_hand() -> None:
    points = torch.tensor([[0.0], [1.0], [1.5], [9.0]])
    labels = torch.tensor([0, 0, 1, -1])
    # Anchors 0 and 1 each have one positive (distance 1) and one negative (1.5 and 0.5).
    assert triplet_loss(points, labels).item() == pytest.approx((0.5 + 1.5) / 2)


def test_robust_supcon_is_bounded_where_a_label_is_wrong() -> None:
    """Zhang and Sabuncu 2018, eq. 6, on the probability relative to an even share."""
    logits = np.random.default_rng(2).normal(size=(6, 6), scale=3.0)
    labels, q, costs = [0, 0, 1, 1, 1, -1], 0.5, []
    for i in range(5):
        positives = [j for j in range(6) if labels[j] == labels[i] and j != i]
        total = sum(np.exp(logits[i, j]) for j in range(6) if j != i)
        shares = [min(1.0, len(positives) * np.exp(logits[i, j]) / total) for j in positives]
        costs.append(np.mean([(1 - share**q) / q for share in shares]))
    classes = torch.tensor(labels)
    loss = supcon_loss(torch.tensor(logits), classes, robustness=q)
    assert loss.item() == pytest.approx(np.mean(costs))
    wrong = 50.0 * torch.where(classes[:, None] == classes, -1.0, 1.0)
    assert supcon_loss(wrong, classes).item() > 50.0
    assert supcon_loss(wrong, classes, robustness=q).item() == pytest.approx(1 / q)
