"""Music that ears have not learned from: crops of it, at the sample rate that each has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf

from semeq.audio.soundfiles import find_audio, open_source
from semeq.errors import AudioError, DataError
from semeq.train.ears.clips import crops_of

Float32Array = npt.NDArray[np.float32]

_MIN_TRACK_S = 20.0
_LEAST_RATE_HZ = 8_000


@dataclass(frozen=True, slots=True)
class UnknownMusic:
    """Crops of ten seconds, at the rate that each has.

    Attributes
    ----------
    crops : list of ndarray, each of shape (n_frames,)
        Mono.
    rates_hz : list of int
        Sample rates.
    tracks, sources : ndarray of str, shape (n,)
        File, and folder, that each comes from.
    """

    crops: list[Float32Array]
    rates_hz: list[int]
    tracks: npt.NDArray[np.str_]
    sources: npt.NDArray[np.str_]


def crops_below(folders: Sequence[Path], *, per_track: int, seed: int = 0) -> UnknownMusic:
    """Crop the music in some folders at random; effects, shorter than 20 s, are left out.

    Parameters
    ----------
    folders : sequence of Path
        Each is one source.
    per_track : int
        Crops of 10 s from a track, fewer from short ones.
    seed : int
        Where the crops lie.

    Raises
    ------
    DataError
        If a folder holds no music.
    """
    crops: list[Float32Array] = []
    rates, tracks, sources = [], [], []
    for folder in folders:
        for number, file in enumerate(find_audio(folder, leave_out=folder / ".none")):
            try:
                with open_source(file) as reader:
                    rate = reader.samplerate
                    if rate < _LEAST_RATE_HZ or reader.frames < _MIN_TRACK_S * rate:
                        continue
                    found = crops_of(reader, per_track, np.random.default_rng([seed, number]))
            except (AudioError, sf.LibsndfileError):
                continue
            crops += found
            rates += [rate] * len(found)
            tracks += [str(file)] * len(found)
            sources += [folder.name] * len(found)
        if folder.name not in sources:
            raise DataError(f"{folder} holds no track of at least {_MIN_TRACK_S:g} s")
    return UnknownMusic(crops, rates, np.array(tracks), np.array(sources))
