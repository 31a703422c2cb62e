"""Audio files: the one place where samples are transposed, in constant memory."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from semeq.audio.leveling import Headroom, Leveler, check_headroom
from semeq.audio.render_report import RenderReport
from semeq.audio.soundfiles import (
    FLOAT_SUBTYPES,
    choose_format,
    open_source,
    open_target,
    read_frames,
)
from semeq.audio.streaming import StreamingEqualizer
from semeq.checks import check_callable, check_flag, check_instance, check_path, check_text
from semeq.eq.settings import EqSettings

BLOCK_FRAMES = 65_536
"""Frames in memory at a time: a file of any length takes the same memory."""

Samples = npt.NDArray[np.float64]


def render_file(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    settings: EqSettings,
    *,
    subtype: str | None = None,
    match_loudness: bool = False,
    headroom: Headroom = "none",
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
        Default: floating point where the container knows it, so that no boost is cut off (the
        source's own where that is ``"DOUBLE"``), else 24 bit, else the container's
        own (OGG: ``"VORBIS"``).
    match_loudness : bool, default False
        Give the target the source's integrated loudness; see :func:`semeq.render`.
    headroom : {"none", "normalize"}, default "none"
        ``"normalize"`` lowers the target where a sample would pass full scale.
    on_progress : callable, optional
        Called after each block with the frames done and the frames in all. Leveling reads the
        source twice, and so counts each frame twice.

    Returns
    -------
    RenderReport

    Raises
    ------
    AudioError
        If the source cannot be read, holds NaN or infinity, or the target cannot be written.
    ParameterError
        If the source's rate is beyond 8 to 384 kHz, or an argument is not one of the above.

    Examples
    --------
    >>> import numpy as np, semeq, soundfile, tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> soundfile.write(folder / "in.wav", np.zeros((100, 2)), 44_100)
    >>> report = render_file(folder / "in.wav", folder / "out.flac", semeq.morph("warm", "bright"))
    >>> report.n_frames, report.subtype
    (100, 'PCM_24')
    """
    source, target = check_path("source", source), check_path("target", target)
    check_instance("settings", settings, EqSettings, cure="semeq.morph finds them for words")
    check_headroom(headroom)
    if subtype is not None:
        check_text("subtype", subtype)
    if on_progress is not None:
        check_callable("on_progress", on_progress)
    n_passes = 2 if check_flag("match_loudness", match_loudness) or headroom != "none" else 1
    with open_source(source) as reader:
        container, subtype = choose_format(target, reader, subtype)
        leveler = Leveler(
            sample_rate=reader.samplerate,
            n_channels=reader.channels,
            match_loudness=match_loudness,
            headroom=headroom,
        )
        gain, peak, n_frames, n_clipped, n_heard = 1.0, 0.0, 0, 0, 0

        def tell() -> None:
            if on_progress:
                on_progress(n_heard + n_frames, reader.frames * n_passes)

        with open_target(target, reader, container, subtype) as writer:
            if n_passes == 2:
                for block, result in _equalize(source, settings):
                    leveler.hear_input(block)
                    leveler.hear_result(result)
                    n_heard += block.shape[1]
                    tell()
                gain = leveler.choose_gain()
            for _, result in _equalize(source, settings):
                scaled = result * gain
                magnitude = np.abs(scaled)
                peak = max(peak, float(magnitude.max()))
                n_clipped += int(np.count_nonzero(magnitude > 1.0))
                writer.write(scaled.T)
                n_frames += result.shape[1]
                tell()
        return RenderReport(
            n_frames=n_frames,
            n_channels=reader.channels,
            sample_rate=reader.samplerate,
            container=container,
            subtype=subtype,
            peak=peak,
            n_clipped=0 if subtype in FLOAT_SUBTYPES else n_clipped,
            gain_db=leveler.gain_db,
            loudness_in_lufs=leveler.loudness_in_lufs,
            loudness_out_lufs=leveler.loudness_out_lufs,
        )


def _equalize(path: Path, settings: EqSettings) -> Iterator[tuple[Samples, Samples]]:
    """Yield the blocks of a file, each with its result."""
    with open_source(path) as reader:
        stream = StreamingEqualizer(
            settings,
            sample_rate=reader.samplerate,
            n_channels=reader.channels,
            block_frames=BLOCK_FRAMES,
            dtype=np.float64,
        )
        while len(frames := read_frames(path, reader, BLOCK_FRAMES)):
            block = np.ascontiguousarray(frames.T)
            yield block, stream.process(block)
