"""Many equalizers over one recording: data for training, and for listening side by side."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any, TypeGuard

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.audio.border import FloatArray, check_finite, open_border
from semeq.audio.equalizer import sections_in_use
from semeq.checks import MAX_THREADS, check_array, check_count, check_sample_rate
from semeq.eq.design import Design, check_design, params_to_sos
from semeq.eq.params import N_PARAMS
from semeq.eq.settings import EqSettings
from semeq.errors import AudioError, ParameterError


def render_batch(
    audio: Any,
    settings: Sequence[EqSettings] | npt.ArrayLike,
    *,
    sample_rate: float,
    design: Design = "rbj",
    n_threads: int = 2,
    out: Any = None,
) -> Any:
    """Play one recording through many equalizers.

    Parameters
    ----------
    audio : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
        float32 or float64; never changed.
    settings : sequence of EqSettings, or array_like
        One equalizer per result: settings, *params* of shape ``(n, 13)`` as
        :func:`semeq.morph_batch` returns them, or stable sections ``(n, n_sections, 6)``.
    sample_rate : float
        Of `audio`, in Hz, from 8,000 to 384,000.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave; not used for sections.
    n_threads : int, default 2
        Threads that share the results, from 1 to 1,024.
    out : ndarray or torch.Tensor, optional
        Receives the results: type and dtype of `audio`, shape ``(n, *audio.shape)``, contiguous.

    Returns
    -------
    ndarray or torch.Tensor, shape (n, n_frames) or (n, n_channels, n_frames)
        `out`, or a new array. Each result equals :class:`semeq.Equalizer` alone, bit for bit.

    Raises
    ------
    AudioError
        If `audio` or `out` has another type or shape, or `audio` is not finite.
    ParameterError
        If the settings have another shape or an argument is out of range.

    Examples
    --------
    >>> import semeq
    >>> noise = np.random.default_rng(0).standard_normal((2, 4_410)).astype(np.float32)
    >>> walk = semeq.morph_batch("warm", "bright", np.linspace(0, 1, 5))
    >>> render_batch(noise, walk, sample_rate=44_100).shape
    (5, 2, 4410)
    """
    n_threads = check_count("n_threads", n_threads, 1, MAX_THREADS)
    cascades = _cascades(settings, sample_rate, design)
    source = open_border(audio).source
    check_finite(source)
    results, returned = _open_results(audio, source, len(cascades), out)
    _core.equalize_many(cascades, source, list(results), n_threads)
    return returned


def _cascades(settings: Any, sample_rate: float, design: Design) -> list[npt.NDArray[np.float64]]:
    sample_rate = check_sample_rate(sample_rate)
    check_design(design)
    if isinstance(settings, EqSettings):
        raise ParameterError(
            "settings must be a sequence with one EqSettings per result, got one EqSettings "
            "(pass [settings], or use semeq.Equalizer)"
        )
    cascades: Iterable[Any]
    if _are_settings(settings):
        cascades = settings
    else:
        array = check_array("settings", settings, dtype=np.float64)
        if array.ndim == 2 and array.shape[1] == N_PARAMS:
            array = params_to_sos(array, sample_rate=sample_rate, design=design)
        if array.ndim != 3:
            raise ParameterError(
                f"settings must be EqSettings, params (n, {N_PARAMS}) or sections "
                f"(n, n_sections, 6), got shape {array.shape}"
            )
        cascades = array
    return [sections_in_use(each, sample_rate=sample_rate, design=design) for each in cascades]


def _are_settings(settings: Any) -> TypeGuard[Sequence[EqSettings]]:
    return isinstance(settings, Sequence) and all(isinstance(each, EqSettings) for each in settings)


def _open_results(audio: Any, source: FloatArray, n: int, out: Any) -> tuple[FloatArray, Any]:
    """Return where the results go as an array, and as what the caller gets."""
    is_torch = not isinstance(audio, np.ndarray)
    shape = (n, *source.shape)
    if out is None:
        results: FloatArray = np.empty(shape, dtype=source.dtype)
        return results, sys.modules["torch"].from_numpy(results) if is_torch else results
    if type(out) is not type(audio):
        raise AudioError(
            f"out must be of audio's type {type(audio).__name__}, got {type(out).__name__}"
        )
    results = out.numpy() if is_torch else out
    if results.shape != shape or results.dtype != source.dtype:
        raise AudioError(
            f"out must be {source.dtype} of shape {shape}, got {results.dtype} of {results.shape}"
        )
    if not results.flags.c_contiguous or np.may_share_memory(results, source):
        raise AudioError("out must be contiguous and apart from audio")
    return results, out
