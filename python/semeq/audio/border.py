"""The border for audio: NumPy or torch in, the same out, and a reason for each refusal."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.checks import check_count, show
from semeq.errors import AudioError, ParameterError

MAX_CHANNELS = 1024

FloatArray = npt.NDArray[np.float32] | npt.NDArray[np.float64]

_CONVERSIONS = {
    "uint8": "(audio.astype(np.float32) - 128) / 128",
    "int8": "audio.astype(np.float32) / 128",
    "int16": "audio.astype(np.float32) / 32768",
    "int32": "audio.astype(np.float64) / 2147483648",
    "float16": "audio.astype(np.float32)",
}


@dataclass(frozen=True, slots=True)
class Border:
    """Audio on its way through the native code.

    Attributes
    ----------
    source, target : ndarray
        Native float32 or float64, contiguous frames, of one shape; they are the
        same memory or do not overlap.
    receiver : ndarray
        Where the result must end up; `target` unless that needs a copy.
    result : ndarray or torch.Tensor
        What the caller gets: `receiver` in the caller's own type.
    """

    source: FloatArray
    target: FloatArray
    receiver: FloatArray
    result: Any

    @property
    def in_place(self) -> bool:
        """Whether filtering overwrites the caller's input."""
        return self.source.ctypes.data == self.target.ctypes.data

    def finish(self) -> Any:
        """Bring the result to its place and return it."""
        if self.receiver is not self.target:
            np.copyto(self.receiver, self.target)
        return self.result


def open_border(audio: Any, out: Any = None, *, n_channels: int | None = None) -> Border:
    """Check audio and where its result goes.

    Parameters
    ----------
    audio : ndarray or torch.Tensor, shape (n_frames,) or (n_channels, n_frames)
        float32 or float64, in any memory layout or byte order.
    out : ndarray or torch.Tensor, optional
        Receives the result: same type, dtype and shape; it may be or overlap `audio`.
    n_channels : int, optional
        Channels that the audio must have; a 1-D array has one. Default: any number, but
        two or more channels need more frames than channels, because an array with fewer
        frames is most likely transposed.

    Raises
    ------
    AudioError
        If the type, dtype or shape is none of the above; the message names the conversion.
    """
    array = _as_numpy(audio, "audio")
    _check_dtype(array)
    _check_shape(array, n_channels)
    if out is None:
        receiver: FloatArray = np.empty(array.shape, dtype=array.dtype)
        result: Any = sys.modules["torch"].from_numpy(receiver) if _is_torch(audio) else receiver
    else:
        receiver = _check_out(audio, array, out)
        result = out

    source = _ready(array)
    same = out is not None and _same_memory(array, receiver)
    if same:
        target = source
    elif _is_ready(receiver) and not np.may_share_memory(receiver, array):
        target = receiver
    else:
        target = np.empty(array.shape, dtype=source.dtype)
    return Border(source, target, receiver, result)


def check_n_channels(n_channels: int) -> int:
    """Return a number of channels from 1 to 1,024, or raise ParameterError."""
    return check_count("n_channels", n_channels, 1, MAX_CHANNELS)


def check_float_dtype(dtype: Any) -> np.dtype[Any]:
    """Return float32 or float64 as a dtype, or raise ParameterError."""
    try:
        known: np.dtype[Any] = np.dtype(dtype)
    except (TypeError, ValueError, Warning) as error:  # unknown, ill-formed or deprecated
        raise ParameterError(f"dtype must be float32 or float64, got {show(dtype)}") from error
    if dtype is None or known not in (np.float32, np.float64):
        raise ParameterError(f"dtype must be float32 or float64, got {show(dtype)}")
    return known


def check_finite(source: FloatArray) -> None:
    """Raise AudioError naming the first NaN or infinity, if there is one."""
    found = _core.find_nonfinite(source)
    if found is not None:
        channel, frame = found
        value = np.atleast_2d(source)[channel, frame]
        raise AudioError(
            f"audio must be finite, got {value} at channel {channel}, frame {frame} "
            "(np.nan_to_num(audio) replaces such values)"
        )


def _is_torch(audio: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(audio, torch.Tensor)


def _as_numpy(audio: Any, name: str) -> npt.NDArray[Any]:
    if isinstance(audio, np.ndarray):
        return np.asarray(audio)
    if not _is_torch(audio):
        raise AudioError(
            f"{name} must be a NumPy array or a torch tensor, got {type(audio).__name__} "
            f"(np.asarray({name}, dtype=np.float32) converts)"
        )
    if audio.requires_grad:
        raise AudioError(
            f"{name} requires grad, which semeq's equalizer cannot follow (pass {name}.detach())"
        )
    if audio.device.type != "cpu":
        raise AudioError(f"{name} is on {audio.device} (pass {name}.cpu())")
    if audio.layout is not sys.modules["torch"].strided:
        raise AudioError(f"{name} is sparse (pass {name}.to_dense())")
    if audio.dtype is sys.modules["torch"].bfloat16:
        raise AudioError(f"{name} must be float32 or float64, got bfloat16 (pass {name}.float())")
    array: npt.NDArray[Any] = audio.resolve_neg().resolve_conj().numpy()
    return array


def _check_dtype(array: npt.NDArray[Any]) -> None:
    if array.dtype.type not in (np.float32, np.float64):
        how = _CONVERSIONS.get(array.dtype.name, "audio.astype(np.float32)")
        raise AudioError(f"audio must be float32 or float64, got {array.dtype.name} (pass {how})")


def _check_shape(array: npt.NDArray[Any], n_channels: int | None) -> None:
    shape = array.shape
    if array.ndim not in (1, 2):
        _refuse_shape(shape, "one or two dimensions")
    if array.size == 0:
        _refuse_shape(shape, "at least one channel and one frame")
    channels = 1 if array.ndim == 1 else shape[0]
    if n_channels is not None:
        if channels != n_channels:
            _refuse_shape(shape, f"{n_channels} channels")
        return
    if channels > 1 and channels >= shape[-1]:
        _refuse_shape(shape, "more frames than channels; if it is transposed, pass audio.T")
    if channels > MAX_CHANNELS:
        _refuse_shape(shape, f"at most {MAX_CHANNELS} channels")


def _refuse_shape(shape: tuple[int, ...], expected: str) -> NoReturn:
    raise AudioError(
        f"audio must be (n_frames,) or (n_channels, n_frames) with {expected}, got shape {shape}"
    )


def _check_out(audio: Any, array: npt.NDArray[Any], out: Any) -> FloatArray:
    if _is_torch(out) != _is_torch(audio):
        raise AudioError(
            f"out must be of audio's type {type(audio).__name__}, got {type(out).__name__}"
        )
    receiver: FloatArray = _as_numpy(out, "out")
    if receiver.dtype != array.dtype or receiver.shape != array.shape:
        raise AudioError(
            f"out must be {array.dtype} of shape {array.shape} like audio, "
            f"got {receiver.dtype} of shape {receiver.shape}"
        )
    if not receiver.flags.writeable:
        raise AudioError("out is read-only")
    return receiver


def _is_ready(array: npt.NDArray[Any]) -> bool:
    return (
        array.dtype.isnative
        and array.flags.aligned
        and (array.strides[-1] == array.itemsize or array.shape[-1] == 1)
    )


def _ready(array: npt.NDArray[Any]) -> FloatArray:
    if _is_ready(array):
        return array
    return np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))


def _same_memory(a: npt.NDArray[Any], b: npt.NDArray[Any]) -> bool:
    return a.ctypes.data == b.ctypes.data and a.strides == b.strides
