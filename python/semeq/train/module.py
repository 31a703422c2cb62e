"""The training step, as a Lightning module."""

from __future__ import annotations

from typing import Any

import lightning
import torch
from torch import Tensor

from semeq.train.batches import Batch
from semeq.train.config import TrainConfig
from semeq.train.curve import EqCurve
from semeq.train.losses import (
    cosine_logits,
    curve_loss,
    curve_rms_db,
    euclidean_logits,
    param_loss,
    supcon_loss,
)
from semeq.train.networks import Autoencoder, leaky_clamp, make_projection
from semeq.train.normalise import Normaliser, gain_weights


class AutoencoderTraining(lightning.LightningModule):
    """Autoencoder with contrast between words.

    Parameters
    ----------
    config : TrainConfig
        Sizes, weights of the losses, schedule.
    normaliser : Normaliser
        Map of *params* to the unit range.
    """

    def __init__(self, config: TrainConfig, normaliser: Normaliser) -> None:
        super().__init__()
        self.config = config
        self.model = Autoencoder(
            normaliser,
            latent_dim=config.latent_dim,
            hidden_width=config.hidden_width,
            n_hidden=config.n_hidden,
            n_curve_points=config.n_curve_points,
            identity_start=config.identity_start,
            residual_scale=config.residual_scale,
        )
        self.projection = make_projection(config.embedding, config.latent_dim, config.embedding_dim)
        self.loss_curve = EqCurve(64)

    def training_step(self, batch: Batch) -> Tensor:
        """Return the weighted sum of the losses on one batch."""
        losses = self.losses(batch)
        self.log_dict({f"train/{name}": value for name, value in losses.items()})
        total = torch.stack(list(losses.values())).sum()
        self.log("train/total", total, prog_bar=True)
        return total

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """Return the weighted losses by name."""
        config, model = self.config, self.model
        latent = model.encode(batch.params)
        unit_out = leaky_clamp(model.decode_unit(latent))
        curve_in = self.loss_curve(batch.params)
        losses = {
            "curve": curve_loss(
                self.loss_curve(model.normaliser.inverse(unit_out)),
                curve_in,
                rms_weight=config.curve_rms_weight,
                mse_weight=config.curve_mse_weight,
            ),
            "params": config.param_weight
            * param_loss(unit_out, model.normaliser(batch.params), gain_weights(batch.params)),
        }
        if config.contrast != "none":
            embedding = self.projection(latent[: config.n_labelled])
            logits = (cosine_logits if config.contrast == "supcon-cosine" else euclidean_logits)(
                embedding, config.temperature
            )
            labels = batch.labels[: config.n_labelled]
            losses["contrast"] = config.contrast_weight * supcon_loss(logits, labels)
        if config.morph_weight > 0.0:
            losses["morph"] = config.morph_weight * self._morph_loss(
                latent[: config.n_real], curve_in[: config.n_real]
            )
        return losses

    def _morph_loss(self, latent: Tensor, curve: Tensor) -> Tensor:
        """Squared distance in dB of the curve between two latents from their curves' mean."""
        alpha = torch.rand(len(latent), 1, device=latent.device)
        between = torch.lerp(latent, latent.roll(1, dims=0), alpha)
        unit = leaky_clamp(self.model.decode_unit(between))
        curve_out = self.loss_curve(self.model.normaliser.inverse(unit))
        curve_between = torch.lerp(curve, curve.roll(1, dims=0), alpha)
        squared: Tensor = (curve_out - curve_between).square()
        return squared.mean()

    def validation_step(self, batch: Batch) -> None:
        """Log the mean RMS error of the curve on unseen contributors, in dB."""
        decoded = self.model.decode(self.model.encode(batch.params))
        error_db = curve_rms_db(self.loss_curve(decoded), self.loss_curve(batch.params))
        self.log("val/curve_rms_db", error_db.mean(), prog_bar=True, batch_size=len(batch.params))

    def configure_optimizers(self) -> Any:
        """AdamW with a one-cycle schedule over the whole run."""
        config = self.config
        optimizer = torch.optim.AdamW(
            self.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay
        )
        schedule = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, config.learning_rate, total_steps=config.n_steps
        )
        return [optimizer], [{"scheduler": schedule, "interval": "step"}]
