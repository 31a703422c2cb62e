"""New statistics of music in ears that are trained already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from semeq.train.artifact.export import read_scripted, write_artifact
from semeq.train.ears.artifact import reference_tensors
from semeq.train.ears.clips import Clips
from semeq.train.ears.music import music_reference
from semeq.train.ears.pipeline import said_of_music
from semeq.words.archive import read_metadata, read_weights
from semeq.words.ears_schema import EARS_KIND


def renew_reference(path: Path, music: Clips, to: Path) -> dict[str, Any]:
    """Write ears again with the reference of some music; networks stay bit for bit.

    Parameters
    ----------
    path : Path
        Ears.
    music : Clips
        The music that recordings are to be compared with.
    to : Path
        Where the new ears go.

    Returns
    -------
    dict
        Their metadata, with the digests that are written.
    """
    metadata = read_metadata(path, kind=EARS_KIND)
    tensors = dict(read_weights(path, metadata))
    reference = music_reference(music)
    learned_from = metadata.setdefault("estimator_music", dict(metadata["music"]))
    metadata["music"] = said_of_music(music, reference)
    more = sorted(set(metadata["music"]["sources"]) - set(learned_from["sources"]))
    names = ", ".join(more)
    also = f", also from music the estimator has not learned from: {names}" if more else ""
    metadata["reference_note"] = f"The reference was computed after the training{also}."
    tensors |= reference_tensors(reference)
    return write_artifact(read_scripted(path), metadata, tensors, to)
