"""Batches of real and synthetic settings, each a pure function of (seed, step)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sized
from typing import NamedTuple

import lightning
import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model import synth
from semeq.train.model.classes import class_labels, contrast_classes
from semeq.train.model.config import TrainConfig
from semeq.train.model.losses import UNLABELED
from semeq.train.model.teacher import TAUGHT_WORDS, taught_labels, taught_pool


class Batch(NamedTuple):
    """What one step learns from.

    Attributes
    ----------
    params : Tensor, shape (n, n_params)
        Settings in physical units.
    labels : Tensor of int64, shape (n,)
        The class of each row, -1 for none.
    curves_db : Tensor, shape (n_curves, 128)
        Curves that are wanted, of no settings in particular.
    """

    params: Tensor
    labels: Tensor
    curves_db: Tensor


class SettingsBatches(Dataset[Batch], Sized):
    """Batches of one epoch; the same step gives the same batch, so a run can be resumed.

    Parameters
    ----------
    source : BatchSource
        What batches are drawn from.
    first_step, n_steps : int
        The steps this data set covers.
    rank : int
        Number of the process they are for.
    """

    def __init__(self, source: BatchSource, first_step: int, n_steps: int, rank: int) -> None:
        self._source, self._first_step, self._n_steps = source, first_step, n_steps
        self._rank = rank

    def __len__(self) -> int:
        return self._n_steps

    def __getitem__(self, index: int) -> Batch:
        return self._source.draw(self._first_step + index, self._rank)


class BatchSource:
    """Draws batch number `step` of a run.

    Parameters
    ----------
    table : SettingsTable
        Training rows.
    config : TrainConfig
        How many rows of each kind a batch has, and the seed.
    socialeq : SettingsTable, optional
        One row per word, from another source (:mod:`semeq.train.model.mixing`).
    curves_db : ndarray, shape (n, 128), optional
        Curves to draw from, for a configuration that asks for some.
    """

    def __init__(
        self,
        table: SettingsTable,
        config: TrainConfig,
        socialeq: SettingsTable | None = None,
        curves_db: Float64Array | None = None,
    ) -> None:
        batch = config.batch
        self._config = config
        self._params = torch.tensor(table.params, dtype=torch.float32)
        classes = contrast_classes(table, config)
        labels = class_labels(table, classes)
        self._pair = torch.tensor([classes[word] for word in TAUGHT_WORDS if word in classes])
        counts = table.word_counts()
        weights = np.array([counts[word] for word in table.words.tolist()]) ** -batch.word_balance
        people = Counter(table.contributors.tolist())
        of_person = np.array([people[person] for person in table.contributors.tolist()])
        self._row_weights = torch.tensor(weights * of_person**-batch.people_balance)
        self._pool = (self._params[:0], torch.empty(0))
        if batch.teacher != "none":
            self._pool = taught_pool(table, name=batch.teacher, seed=config.seed)
            labels[np.isin(table.words, TAUGHT_WORDS)] = UNLABELED
        self._labels = torch.tensor(labels)
        known = np.empty((0, 0)) if curves_db is None else curves_db
        self._curves = torch.tensor(known, dtype=torch.float32)
        self._socialeq = (self._params[:0], self._labels[:0])
        if socialeq is not None:
            self._socialeq = (
                torch.tensor(socialeq.params, dtype=torch.float32),
                torch.tensor(class_labels(socialeq, classes)),
            )
            self._socialeq_weights = torch.tensor(socialeq.people_per_row, dtype=torch.float32)

    def draw(self, step: int, rank: int = 0) -> Batch:
        """Return a batch: real, jittered, taught and socialeq rows; recombined and uniform ones.

        Processes that train together have a `rank` each, and draw different rows.
        """
        config, batch, space = self._config, self._config.batch, self._config.space
        seed = np.random.SeedSequence((config.seed, step, rank)).generate_state(1, np.uint64)
        generator = torch.Generator().manual_seed(int(seed[0] >> 1))
        n_rows = batch.n_real + batch.n_jittered
        rows = torch.multinomial(self._row_weights, n_rows, replacement=True, generator=generator)
        real, base = self._params[rows[: batch.n_real]], self._params[rows[batch.n_real :]]
        taught, taught_words = self._draw_taught(generator)
        socialeq, socialeq_words = self._draw_socialeq(generator)
        params = [
            real,
            space.jitter(base, generator),
            taught,
            socialeq,
            space.recombine(self._params, batch.n_shuffled, generator),
            space.uniform(batch.n_uniform, generator),
        ]
        unlabeled = torch.full((batch.n_shuffled + batch.n_uniform,), UNLABELED)
        own = self._labels[rows]
        if step < min(batch.curriculum_steps, config.schedule.n_steps // 2):
            own = torch.where(torch.isin(own, self._pair), own, UNLABELED)
        labels = torch.cat([own, taught_words, socialeq_words, unlabeled])
        return Batch(torch.cat(params), labels, self._draw_curves(generator))

    def _draw_curves(self, generator: torch.Generator) -> Tensor:
        n_rows = self._config.batch.n_curves
        if not n_rows:
            return self._curves[:0]
        rows = torch.randint(len(self._curves), (n_rows,), generator=generator)
        return synth.any_size(self._curves[rows], generator)

    def _draw_taught(self, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        batch, (params, p_bright) = self._config.batch, self._pool
        if not batch.n_taught:
            return params, torch.empty(0, dtype=torch.int64)
        rows = torch.randint(len(params), (batch.n_taught,), generator=generator)
        draws = torch.rand(batch.n_taught, generator=generator) if batch.soft_labels else None
        warm, bright = self._pair.tolist()
        words = taught_labels(p_bright[rows], (warm, bright), batch.teacher_margin, draws)
        return params[rows], words

    def _draw_socialeq(self, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Draw words as often as people taught them, at any amount: the data name none."""
        n_rows, (params, words) = self._config.batch.n_socialeq, self._socialeq
        if not n_rows:
            return self._socialeq
        rows = torch.multinomial(self._socialeq_weights, n_rows, True, generator=generator)
        scaled = synth.any_amount(params[rows], generator)
        return synth.jitter(scaled, generator), words[rows]


class SettingsData(lightning.LightningDataModule):
    """Training batches and validation rows for Lightning.

    Parameters
    ----------
    train, val : SettingsTable
        Rows to learn from; rows whose reconstruction error is logged after each epoch.
    config : TrainConfig
        Sizes and seed.
    socialeq : SettingsTable, optional
        One row per word, from another source.
    curves_db : ndarray, shape (n, 128), optional
        Curves to draw from.
    """

    def __init__(
        self,
        train: SettingsTable,
        val: SettingsTable,
        config: TrainConfig,
        socialeq: SettingsTable | None = None,
        curves_db: Float64Array | None = None,
    ) -> None:
        super().__init__()
        self._source = BatchSource(train, config, socialeq, curves_db)
        self._val = Batch(
            torch.tensor(val.params, dtype=torch.float32),
            torch.full((len(val),), UNLABELED),
            torch.empty(0, 0),
        )
        self._n_steps = config.schedule.steps_per_epoch

    def train_dataloader(self) -> DataLoader[Batch]:
        """Return the batches of the current epoch, this process's own where there are several."""
        epoch, rank = 0, 0
        if self.trainer is not None:
            epoch, rank = self.trainer.current_epoch, self.trainer.global_rank
        batches = SettingsBatches(self._source, epoch * self._n_steps, self._n_steps, rank)
        return DataLoader(batches, batch_size=None)

    def val_dataloader(self) -> DataLoader[Batch]:
        """Return the validation rows as one batch."""
        return DataLoader([self._val], batch_size=None)  # type: ignore[arg-type]
