"""Audio files: the one place where samples are transposed and containers chosen."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile as sf

from semeq.errors import AudioError
from semeq.settings import EqSettings
from semeq.streaming import StreamingEqualizer

BLOCK_FRAMES = 65_536
"""Frames in memory at a time: a file of any length takes the same memory."""

_FLOAT_SUBTYPES = ("FLOAT", "DOUBLE")
_ALIASES = {"AIF": "AIFF", "OGA": "OGG", "OPUS": "OGG"}
_MAX_RIFF_BYTES = 2**32 - 2**16


@dataclass(frozen=True, slots=True)
class RenderReport:
    """What :func:`render_file` wrote.

    Attributes
    ----------
    n_frames, n_channels, sample_rate : int
        As in the source.
    container, subtype : str
        Names of soundfile, such as ``"WAV"`` and ``"PCM_24"``.
    peak : float
        Largest absolute sample before it was stored; 1.0 is full scale.
    n_clipped : int
        Samples beyond full scale that an integer or lossy subtype had to limit.
    """

    n_frames: int
    n_channels: int
    sample_rate: int
    container: str
    subtype: str
    peak: float
    n_clipped: int


def render_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    settings: EqSettings,
    *,
    subtype: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> RenderReport:
    """Play a file through an equalizer into another file, in constant memory.

    The target appears under its name only when it is complete; it may be the source.

    Parameters
    ----------
    source, target : path-like
        Any format of libsndfile; the target's suffix chooses its container.
    settings : EqSettings
        The equalizer.
    subtype : str, optional
        Sample format of the target in soundfile's terms, such as ``"PCM_16"`` or ``"FLOAT"``.
        Default: the source's where that is floating point, else 24 bit, else the container's
        own (OGG: ``"VORBIS"``).
    on_progress : callable, optional
        Called with the frames done and the frames in all after each block.

    Returns
    -------
    RenderReport

    Raises
    ------
    AudioError
        If the source cannot be read, holds NaN or infinity, or the target cannot be written.

    Examples
    --------
    >>> import numpy as np, semeq, soundfile, tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> soundfile.write(folder / "in.wav", np.zeros((100, 2)), 44_100)
    >>> report = render_file(folder / "in.wav", folder / "out.flac", semeq.morph("warm", "bright"))
    >>> report.n_frames, report.subtype
    (100, 'PCM_24')
    """
    with _open_source(Path(source)) as reader:
        container, subtype = _choose_format(Path(target), reader, subtype)
        stream = StreamingEqualizer(
            settings,
            sample_rate=reader.samplerate,
            n_channels=reader.channels,
            block_frames=BLOCK_FRAMES,
            dtype=np.float64,
        )
        peak, n_clipped = 0.0, 0
        with _open_target(Path(target), reader, container, subtype) as writer:
            for block in reader.blocks(BLOCK_FRAMES, dtype="float64", always_2d=True):
                result = stream.process(np.ascontiguousarray(block.T))
                magnitude = np.abs(result)
                peak = max(peak, float(magnitude.max(initial=0.0)))
                n_clipped += int(np.count_nonzero(magnitude > 1.0))
                writer.write(result.T)
                if on_progress:
                    on_progress(reader.tell(), reader.frames)
        return RenderReport(
            n_frames=reader.frames,
            n_channels=reader.channels,
            sample_rate=reader.samplerate,
            container=container,
            subtype=subtype,
            peak=peak,
            n_clipped=0 if subtype in _FLOAT_SUBTYPES else n_clipped,
        )


@contextmanager
def _open_source(path: Path) -> Iterator[sf.SoundFile]:
    if path.is_dir():
        raise AudioError(f"{path} is a directory, expected an audio file")
    if not path.exists():
        raise AudioError(f"no such file: {path}")
    try:
        reader = sf.SoundFile(path)
    except (sf.LibsndfileError, OSError) as error:
        raise AudioError(
            f"{path} is not audio that libsndfile can read (WAV, FLAC, OGG, ...): {error}"
        ) from error
    with reader:
        yield reader


def _choose_format(path: Path, reader: sf.SoundFile, subtype: str | None) -> tuple[str, str]:
    suffix = path.suffix.removeprefix(".").upper()
    container = _ALIASES.get(suffix, suffix)
    if container not in sf.available_formats():
        raise AudioError(
            f"{path}: cannot tell the container from suffix {path.suffix!r}; "
            "use .wav, .flac, .ogg or another that libsndfile writes"
        )
    if subtype is None:
        wishes = (reader.subtype if reader.subtype in _FLOAT_SUBTYPES else "PCM_24", "PCM_24")
        fallback = "OPUS" if suffix == "OPUS" else sf.default_subtype(container)
        subtype = next((w for w in wishes if sf.check_format(container, w)), fallback)
    subtype = subtype.upper()
    if not sf.check_format(container, subtype):
        raise AudioError(
            f"{container} cannot hold subtype {subtype!r}; it knows "
            f"{', '.join(sf.available_subtypes(container))}"
        )
    if container == "WAV" and reader.frames * reader.channels * 8 > _MAX_RIFF_BYTES:
        container = "RF64"
    return container, subtype


@contextmanager
def _open_target(
    path: Path, reader: sf.SoundFile, container: str, subtype: str
) -> Iterator[sf.SoundFile]:
    if path.is_dir():
        raise AudioError(f"{path} is a directory, expected the name of a file to write")
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise AudioError(f"cannot write {path}: {error.strerror}") from error
    os.close(handle)
    part = Path(name)
    try:
        with sf.SoundFile(
            part,
            "w",
            samplerate=reader.samplerate,
            channels=reader.channels,
            format=container,
            subtype=subtype,
        ) as writer:
            yield writer
        part.chmod(0o666 & ~_umask())
        part.replace(path)
    except (sf.LibsndfileError, OSError) as error:
        raise AudioError(f"cannot write {path} as {container}/{subtype}: {error}") from error
    finally:
        with suppress(FileNotFoundError):
            part.unlink()


def _umask() -> int:
    # The only portable way to read the mask is to set it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
