"""Opening sound files: one to read, and one that appears only when it is complete."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import numpy as np
import numpy.typing as npt
import soundfile as sf

from semeq.checks import show
from semeq.errors import AudioError

FLOAT_SUBTYPES = ("FLOAT", "DOUBLE")
_ALIASES = {"AIF": "AIFF", "AIFC": "AIFF", "OGA": "OGG", "OPUS": "OGG", "SND": "AU"}
_SET_ADD_PEAK_CHUNK = 0x1050  # libsndfile's SFC_SET_ADD_PEAK_CHUNK; soundfile has no name for it
_MAX_RIFF_BYTES = 2**32 - 2**16

AUDIO_SUFFIXES = frozenset(
    f".{name.lower()}" for name in (*sf.available_formats(), *_ALIASES) if name != "RAW"
)
"""Suffixes of the files that libsndfile may be able to read, in lower case."""


def find_audio(folder: Path, leave_out: Path) -> list[Path]:
    """List the files below a folder that have one of :data:`AUDIO_SUFFIXES`, in order of name.

    Hidden files and folders, links to folders and `leave_out` are not looked at.
    """

    def refuse(error: OSError) -> NoReturn:
        raise AudioError(f"cannot list {error.filename}: {error.strerror}") from error

    found: list[Path] = []
    for name, subfolders, files in os.walk(folder, onerror=refuse):
        parent = Path(name)
        subfolders[:] = [
            sub for sub in subfolders if not sub.startswith(".") and parent / sub != leave_out
        ]
        paths = (parent / file for file in files if not file.startswith("."))
        # A broken link is kept, to be reported; a pipe would never end.
        try:
            found += [path for path in paths if path.is_file() or not path.exists()]
        except OSError as error:
            refuse(error)
    return sorted(path for path in found if path.suffix.lower() in AUDIO_SUFFIXES)


@contextmanager
def open_source(path: Path) -> Iterator[sf.SoundFile]:
    """Open a file to read, or say why not."""
    try:
        if path.is_dir():
            raise AudioError(f"{path} is a directory, expected an audio file")
        if not path.exists():
            raise AudioError(f"no such file: {path}")
    except OSError as error:
        raise AudioError(f"cannot read {show(str(path))}: {error.strerror}") from error
    try:
        reader = sf.SoundFile(_native(path))
    except (sf.LibsndfileError, OSError) as error:
        raise AudioError(
            f"{path} is not audio that libsndfile can read (WAV, FLAC, OGG, ...): {_reason(error)}"
        ) from error
    with reader:
        yield reader


def read_frames(path: Path, reader: sf.SoundFile, n_frames: int) -> npt.NDArray[np.float64]:
    """Read the next frames, shape ``(n_frames or fewer, n_channels)``, or say why not."""
    try:
        frames: npt.NDArray[np.float64] = reader.read(n_frames, dtype="float64", always_2d=True)
    except sf.LibsndfileError as error:
        raise AudioError(
            f"{path} is damaged after frame {reader.tell()}: {_reason(error)}"
        ) from error
    return frames


def choose_format(path: Path, reader: sf.SoundFile, subtype: str | None) -> tuple[str, str]:
    """Return container and subtype, in soundfile's terms, for a target to hold a source."""
    container = container_of(path)
    if subtype is None:
        wishes = (reader.subtype if reader.subtype in FLOAT_SUBTYPES else "FLOAT", "PCM_24")
        opus = path.suffix.lower() == ".opus"
        fallback = "OPUS" if opus else sf.default_subtype(container)
        subtype = next((w for w in wishes if sf.check_format(container, w)), fallback)
    subtype = check_subtype(container, subtype)
    if container == "WAV" and reader.frames * reader.channels * 8 > _MAX_RIFF_BYTES:
        container = "RF64"
    return container, subtype


def check_subtype(container: str, subtype: str) -> str:
    """Return the subtype in soundfile's spelling, if the container can hold it."""
    subtype = subtype.upper()
    if not sf.check_format(container, subtype):
        raise AudioError(
            f"{container} cannot hold subtype {subtype!r}; it knows "
            f"{', '.join(sf.available_subtypes(container))}"
        )
    return subtype


def container_of(path: Path) -> str:
    """Return the container that a file name's suffix stands for."""
    suffix = path.suffix.removeprefix(".").upper()
    container = _ALIASES.get(suffix, suffix)
    if container not in sf.available_formats():
        raise AudioError(
            f"{path}: cannot tell the container from suffix {path.suffix!r}; "
            "use .wav, .flac, .ogg or another that libsndfile writes"
        )
    return container


@contextmanager
def open_target(
    path: Path, reader: sf.SoundFile, container: str, subtype: str
) -> Iterator[sf.SoundFile]:
    """Open a file to write at a source's rate and channels; it appears only when complete."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        if path.is_dir():
            raise AudioError(f"{path} is a directory, expected the name of a file to write")
        part.touch(exist_ok=False)
    except OSError as error:
        raise AudioError(f"cannot write {path}: {error.strerror}") from error
    try:
        with sf.SoundFile(
            _native(part),
            "w",
            samplerate=reader.samplerate,
            channels=reader.channels,
            format=container,
            subtype=subtype,
        ) as writer:
            # Floating-point files note the time of writing unless told not to; equal calls shall
            # write equal bytes.
            sf._snd.sf_command(writer._file, _SET_ADD_PEAK_CHUNK, sf._ffi.NULL, 0)  # noqa: SLF001
            yield writer
        part.replace(path)
    except (sf.LibsndfileError, OSError) as error:
        raise AudioError(
            f"cannot write {path} as {container}/{subtype}: {_reason(error)}"
        ) from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _native(path: Path) -> Path | bytes:
    # soundfile encodes names itself, and refuses those that are not valid text.
    return os.fsencode(path) if os.name == "posix" else path


def _reason(error: Exception) -> str:
    # libsndfile's own words, without the name that soundfile puts before them.
    return error.error_string if isinstance(error, sf.LibsndfileError) else str(error)
