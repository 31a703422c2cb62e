"""Music to learn from: random crops of every track below a folder, as the ears hear them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile as sf
import soxr

from semeq.audio.soundfiles import find_audio, open_source
from semeq.ears.bands import BANDS
from semeq.ears.cutoff import bands_below_cutoff
from semeq.ears.spectrum import hear_samples
from semeq.errors import AudioError, DataError

Float64Array = npt.NDArray[np.float64]
StrArray = npt.NDArray[np.str_]

SAMPLE_RATE_HZ = 44_100
CLIP_S = 10.0
SHORT_S = 2.0
MIN_RATE_HZ = 16_000
WHOLE_RATE_HZ = 32_000
_SILENT_RMS = 1e-4


@dataclass(frozen=True, slots=True)
class Clips:
    """Crops of music, heard.

    Attributes
    ----------
    levels_db, spread_db : ndarray, shape (n, 64)
        Long-term levels of each crop; standard deviation of its windows' levels.
    short_levels_db : ndarray, shape (n, 64)
        Levels of two seconds of it.
    tracks, sources : ndarray of str, shape (n,)
        File, and the folder below the root that it came from: a package, an album.
    rates_hz : ndarray of int, shape (n,)
        Sample rate of the file. Below it, levels beyond its Nyquist frequency are those of silence.
    n_unreadable, n_unusable : int
        Files that no decoder could read; files that are too short, silent or sampled too low.
    """

    levels_db: Float64Array
    spread_db: Float64Array
    short_levels_db: Float64Array
    tracks: StrArray
    sources: StrArray
    rates_hz: npt.NDArray[np.int64]
    n_unreadable: int = 0
    n_unusable: int = 0

    def __len__(self) -> int:
        return len(self.levels_db)

    def select(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Clips:
        """Return the crops that a mask or an index array names."""
        return Clips(
            self.levels_db[rows],
            self.spread_db[rows],
            self.short_levels_db[rows],
            self.tracks[rows],
            self.sources[rows],
            self.rates_hz[rows],
            self.n_unreadable,
            self.n_unusable,
        )

    def whole(self) -> Clips:
        """Return the crops of files sampled at 32 kHz or more, to learn to estimate from."""
        return self.select(self.rates_hz >= WHOLE_RATE_HZ)

    def below_cutoff_db(self) -> tuple[Float64Array, npt.NDArray[np.int64]]:
        """Return the levels, NaN above the cut-off of each, and how many bands lie below it."""
        n_bands = self.levels_db.shape[1]
        n_heard = np.array(
            [bands_below_cutoff(row, BANDS.centers_hz, n_bands) for row in self.levels_db]
        )
        missing = np.arange(n_bands) >= n_heard[:, np.newaxis]
        return np.where(missing, np.nan, self.levels_db), n_heard

    def weights(self) -> Float64Array:
        """Chance of each crop, so that a source counts as the root of its number of tracks."""
        weights = np.zeros(len(self))
        for source in np.unique(self.sources):
            rows = self.sources == source
            weights[rows] = np.sqrt(len(np.unique(self.tracks[rows]))) / rows.sum()
        return np.asarray(weights / weights.sum())


def hear_clips(
    folder: Path,
    *,
    per_track: int = 8,
    seed: int = 0,
    cache: Path | None = None,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Clips:
    """Crop every track below a folder at random and listen to the crops.

    Parameters
    ----------
    folder : Path
        Any tree of audio files, such as FMA's. Its first level tells the sources apart.
    per_track : int
        Crops of 10 s from a track, fewer from short ones.
    seed : int
        Where the crops lie.
    cache : Path, optional
        A file to keep the result in; it is used again for the same files and arguments.
    on_progress : callable
        Called with the files done and their number.

    Returns
    -------
    Clips
        Files that cannot be read or used are counted, not fatal.

    Raises
    ------
    DataError
        If no file can be used.
    """
    files = find_audio(folder, leave_out=folder / ".none")
    key = _key(folder, files, per_track, seed)
    if cache is not None and (found := _read_cache(cache, key)) is not None:
        return found
    clips = _hear_files(folder, files, per_track, seed, on_progress)
    if cache is not None:
        _write_cache(cache, key, clips)
    return clips


def _hear_files(
    folder: Path,
    files: list[Path],
    per_track: int,
    seed: int,
    on_progress: Callable[[int, int], None],
) -> Clips:
    rows: list[tuple[Float64Array, Float64Array, Float64Array, str, str, int]] = []
    n_unreadable = n_unusable = 0
    for number, file in enumerate(files):
        on_progress(number, len(files))
        generator = np.random.default_rng([seed, number])
        try:
            crops, rate = _crops(file, per_track, generator)
        except (AudioError, sf.LibsndfileError):
            n_unreadable += 1
            continue
        n_unusable += not crops
        relative = file.relative_to(folder)
        source = relative.parts[0] if len(relative.parts) > 1 else folder.name
        for crop in crops:
            clip = hear_samples(crop[np.newaxis], sample_rate=SAMPLE_RATE_HZ)[0]
            short = clip.part(0, round(SHORT_S / clip.hop_s))
            heard = (clip.levels_db(), clip.spread_db(), short.levels_db())
            rows.append((*heard, str(relative), source, rate))
    if not rows:
        raise DataError(
            f"{folder} holds no usable music: {n_unreadable} files unreadable, "
            f"{n_unusable} shorter than {CLIP_S:g} s, silent or below {MIN_RATE_HZ} Hz"
        )
    levels, spreads, shorts, tracks, sources, rates = zip(*rows, strict=True)
    return Clips(
        np.stack(levels),
        np.stack(spreads),
        np.stack(shorts),
        np.array(tracks),
        np.array(sources),
        np.array(rates),
        n_unreadable,
        n_unusable,
    )


def _crops(
    file: Path, per_track: int, generator: np.random.Generator
) -> tuple[list[npt.NDArray[np.float32]], int]:
    with open_source(file) as reader:
        rate = int(reader.samplerate)
        crops = crops_of(reader, per_track, generator) if rate >= MIN_RATE_HZ else []
    return [soxr.resample(crop, rate, SAMPLE_RATE_HZ) for crop in crops], rate


def crops_of(
    reader: sf.SoundFile, per_track: int, generator: np.random.Generator
) -> list[npt.NDArray[np.float32]]:
    """Read random crops of 10 s, mono, that are neither silent nor damaged.

    Parameters
    ----------
    reader : SoundFile
        An open file.
    per_track : int
        How many; fewer from a short one, none from one shorter than 10 s.
    generator : Generator
        Decides where they lie.
    """
    n_frames = round(CLIP_S * reader.samplerate)
    if reader.frames < n_frames:
        return []
    n_crops = min(per_track, max(1, reader.frames // n_frames))
    room = reader.frames - n_frames
    starts = ((np.arange(n_crops) + generator.random(n_crops)) / n_crops * room).astype(int)
    crops = []
    for start in starts.tolist():
        reader.seek(start)
        frames = reader.read(n_frames, dtype="float32", always_2d=True)
        mono = frames.mean(axis=1)
        if len(mono) < n_frames or not np.isfinite(mono).all():
            continue
        if np.sqrt(np.mean(np.square(mono))) > _SILENT_RMS:
            crops.append(mono)
    return crops


def _key(folder: Path, files: list[Path], per_track: int, seed: int) -> str:
    listing = [(str(file.relative_to(folder)), file.stat().st_size) for file in files]
    text = json.dumps([listing, per_track, seed, CLIP_S, SHORT_S, MIN_RATE_HZ])
    return hashlib.sha256(text.encode()).hexdigest()


def _read_cache(cache: Path, key: str) -> Clips | None:
    try:
        with np.load(cache, allow_pickle=False) as archive:
            if str(archive["key"]) != key:
                return None
            arrays = [archive[name] for name in Clips.__slots__[:6]]
            counts = [int(archive[name]) for name in Clips.__slots__[6:]]
    except (OSError, ValueError, KeyError):
        return None
    return Clips(*arrays, *counts)


def _write_cache(cache: Path, key: str, clips: Clips) -> None:
    cache.parent.mkdir(parents=True, exist_ok=True)
    with cache.open("wb") as file:
        np.savez_compressed(
            file,
            key=np.array(key),
            levels_db=clips.levels_db,
            spread_db=clips.spread_db,
            short_levels_db=clips.short_levels_db,
            tracks=clips.tracks,
            sources=clips.sources,
            rates_hz=clips.rates_hz,
            n_unreadable=np.array(clips.n_unreadable),
            n_unusable=np.array(clips.n_unusable),
        )
