"""``semeq train-reference`` and ``semeq evaluate-ears``: what music is usual, and what is not.

Everything that needs the extra ``semeq[train]`` is imported when the command runs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from semeq.cli.console import out

_N_FOLDS = 10

EarsOption = Annotated[
    Path | None, typer.Option("--ears", metavar="FILE", help="Ears; default: the shipped ones.")
]


def train_reference(
    music: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder of folders of music: any tree will do.")
    ],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="Folder for results; keeps what was heard.")
    ],
    ears: EarsOption = None,
    leave_out: Annotated[
        str, typer.Option(help="Comma-separated folders of --music that stay unknown.")
    ] = "",
    per_track: Annotated[int, typer.Option(help="Crops of 10 s from a track.")] = 8,
    seed: Annotated[int, typer.Option(help="Seed of the crops.")] = 0,
) -> None:
    """Compute anew what recordings are compared with; the estimator stays as it is."""
    from semeq.cli.ears_training import listen
    from semeq.ears.artifact import load_ears
    from semeq.hashing import file_sha256
    from semeq.train.ears.calibration import WORDS
    from semeq.train.ears.card import ears_card
    from semeq.train.ears.config import EarsConfig
    from semeq.train.ears.pipeline import split_music
    from semeq.train.ears.reference_folds import shares_above_half
    from semeq.train.ears.renewal import renew_reference
    from semeq.words.model import load_model

    heard = listen(music, output, EarsConfig(per_track=per_track, seed=seed))
    names = [name.strip() for name in leave_out.split(",") if name.strip()]
    known, _ = split_music(heard, names)
    to = output / "ears.pt"
    sealed = renew_reference(load_ears(ears).path, known, to)
    card = output / "ears.md"
    card.write_text(ears_card("ears", sealed), encoding="utf-8")
    n_folds = min(_N_FOLDS, len(np.unique(heard.sources)))
    shares = shares_above_half(heard, WORDS, load_model(), n_folds)
    said = ", ".join(f"{word} {share:.1%}" for word, share in zip(WORDS, shares, strict=True))
    out.print(f"above a half, of music left out in {n_folds} folds of sources: {said}")
    out.print(f"artifact {to} (SHA-256 {file_sha256(to)})\ncard {card}", soft_wrap=True)


def evaluate_ears(
    folders: Annotated[
        list[Path], typer.Argument(metavar="FOLDER...", help="Music that the ears do not know.")
    ],
    ears: EarsOption = None,
    model: Annotated[
        Path | None, typer.Option("--model", metavar="FILE", help="Whose words.")
    ] = None,
    per_track: Annotated[int, typer.Option(min=1, help="Crops of 10 s from a track.")] = 4,
    seed: Annotated[int, typer.Option(help="Seed of the crops.")] = 0,
) -> None:
    """Print how scores of unknown music lie about a half, as it is and resampled."""
    from semeq.ears.artifact import load_ears
    from semeq.train.ears.calibration import figures, listen, resampled_figures
    from semeq.train.ears.unknown import crops_below
    from semeq.words.model import load_model

    loaded, words = load_ears(ears), load_model(model)
    unknown = crops_below(folders, per_track=per_track, seed=seed)
    heard = listen(unknown.crops, unknown.rates_hz, words, loaded)
    out.print(figures(unknown, heard), markup=False, soft_wrap=True)
    out.print(markup=False)
    out.print(resampled_figures(unknown, words, loaded), markup=False, soft_wrap=True)
