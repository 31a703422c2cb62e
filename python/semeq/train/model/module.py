"""The training step, as a Lightning module."""

from __future__ import annotations

from typing import Any

import lightning
import torch
from torch import Tensor
from torch.nn import functional

from semeq.eq.fit_layout import usual_params
from semeq.eq.params import LOG_COLUMNS
from semeq.train.model.batches import Batch
from semeq.train.model.config import TrainConfig
from semeq.train.model.contrast import CONTRASTIVE_LOSSES
from semeq.train.model.core_curve import CoreCurve
from semeq.train.model.isometric import db_lines
from semeq.train.model.losses import curve_loss, curve_rms_db, kl_divergence, param_loss
from semeq.train.model.networks import Autoencoder, leak, make_projection
from semeq.train.model.normalize import Normalizer


class AutoencoderTraining(lightning.LightningModule):
    """Autoencoder with contrast between words.

    Parameters
    ----------
    config : TrainConfig
        Sizes, weights of the losses, schedule.
    normalizer : Normalizer
        Map of *params* to the unit range.
    """

    def __init__(self, config: TrainConfig, normalizer: Normalizer) -> None:
        super().__init__()
        self.config = config
        self.model = Autoencoder(normalizer, config)
        network = config.network
        self.projection = make_projection(
            network.embedding, network.latent_dim, network.embedding_dim
        )
        is_isometric = self.model.basis is not None
        self.loss_curve = CoreCurve() if is_isometric else config.space.make_curve(64)

    def training_step(self, batch: Batch) -> Tensor:
        """Return the weighted sum of the losses on one batch."""
        losses = self.losses(batch)
        total = torch.stack(list(losses.values())).sum()
        if (self.global_step + 1) % self.config.schedule.log_every_n_steps == 0:
            self.log_dict({f"train/{name}": value for name, value in losses.items()})
            self.log("train/total", total, prog_bar=True)
        return total

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """Return the weighted losses by name."""
        config, options, model = self.config, self.config.loss, self.model
        mean, log_variance = model.encode_distribution(batch.params)
        latent = mean
        losses: dict[str, Tensor] = {}
        if options.kl_weight > 0.0:
            noise = torch.randn_like(log_variance) * (0.5 * log_variance).exp()
            latent = mean + functional.pad(noise, (0, mean.shape[1] - noise.shape[1]))
            annealed = options.kl_weight * min(1.0, 2.0 * self.progress)
            encoded = mean[:, : log_variance.shape[1]]
            losses["kl"] = annealed * kl_divergence(encoded, log_variance)
        latent = model.conditioned(latent, batch.labels)
        curve_in, asked = self.loss_curve(batch.params), latent
        if model.basis is not None:
            wanted = torch.cat([latent, model.basis.encode_curves(batch.curves_db)])
            asked, curve_in = db_lines(wanted, torch.cat([curve_in, batch.curves_db]))
        unit_out = self._decode_leaky(asked)
        if options.curve_rms_weight > 0.0 or options.curve_mse_weight > 0.0:
            losses["curve"] = curve_loss(
                self.loss_curve(model.normalizer.inverse(unit_out)),
                curve_in,
                rms_weight=options.curve_rms_weight,
                mse_weight=options.curve_mse_weight,
            )
        if model.basis is None:
            unit_in = model.normalizer(batch.params)
            weigh = config.space.weights if options.weigh_params else torch.ones_like
            weights = weigh(batch.params)
            losses["params"] = options.param_weight * param_loss(unit_out, unit_in, weights)
        else:
            losses["layout"] = options.layout_weight * self._layout_loss(unit_out)
        if options.contrast != "none":
            contrast = CONTRASTIVE_LOSSES[options.contrast]
            embedding = self.projection(latent[: config.batch.n_labeled])
            labels = batch.labels[: config.batch.n_labeled]
            losses["contrast"] = self._contrast_weight() * contrast(embedding, labels, options)
        if options.morph_weight > 0.0:
            losses["morph"] = options.morph_weight * self._morph_loss(
                latent[: config.batch.n_real], curve_in[: config.batch.n_real]
            )
        return losses

    @property
    def progress(self) -> float:
        """Share of the training that is done."""
        return float(self.global_step / self.config.schedule.n_steps)

    def _contrast_weight(self) -> float:
        options = self.config.loss
        end, start = options.contrast_weight, options.contrast_weight_start
        return end if start is None else start + self.progress * (end - start)

    def _layout_loss(self, unit: Tensor) -> Tensor:
        """Squared distance of frequencies and Qs from where people put bands, in unit range."""
        columns = list(LOG_COLUMNS)
        usual = torch.tensor(usual_params(), dtype=unit.dtype, device=unit.device)[None]
        away: Tensor = (unit - self.model.normalizer(usual))[:, columns]
        return away.square().mean()

    def _decode_leaky(self, latent: Tensor) -> Tensor:
        unit = self.model.decode_unit(latent)
        return leak(unit, self.model.normalizer.limit(unit))

    def _morph_loss(self, latent: Tensor, curve: Tensor) -> Tensor:
        """Squared distance in dB of the curve between two latents from their curves' mean."""
        alpha = torch.rand(len(latent), 1, device=latent.device)
        between = torch.lerp(latent, latent.roll(1, dims=0), alpha)
        unit = self._decode_leaky(between)
        curve_out = self.loss_curve(self.model.normalizer.inverse(unit))
        curve_between = torch.lerp(curve, curve.roll(1, dims=0), alpha)
        squared: Tensor = (curve_out - curve_between).square()
        return squared.mean()

    def validation_step(self, batch: Batch) -> None:
        """Log the mean RMS error of the curve on unseen contributors, in dB."""
        decoded = self.model.decode(self.model.encode(batch.params))
        error_db = curve_rms_db(self.loss_curve(decoded), self.loss_curve(batch.params))
        self.log(
            "val/curve_rms_db",
            error_db.mean(),
            prog_bar=True,
            batch_size=len(batch.params),
            sync_dist=True,
        )

    def configure_optimizers(self) -> Any:
        """AdamW with a one-cycle schedule over the whole run."""
        schedule = self.config.schedule
        optimizer = torch.optim.AdamW(
            self.parameters(),
            lr=schedule.learning_rate,
            weight_decay=schedule.weight_decay,
            fused=True,  # one pass over the weights: a quarter of the step's time otherwise
        )
        one_cycle = torch.optim.lr_scheduler.OneCycleLR(
            optimizer, schedule.learning_rate, total_steps=schedule.n_steps
        )
        return [optimizer], [{"scheduler": one_cycle, "interval": "step"}]
