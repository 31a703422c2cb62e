"""
The equalizer: design, curves, filtering and streaming; walks between words; the front end of the ears. Private to semeq.
"""
from __future__ import annotations
import collections.abc
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Automation', 'BandMeter', 'CurveFit', 'Decoder', 'Mlp', 'Polish', 'StreamingEqualizer', 'TORCH_VERSION', 'Walker', 'bands_curve_jacobian', 'bands_to_sos', 'equalize', 'equalize_many', 'find_nonfinite', 'isa', 'params_curve_db', 'params_curve_jacobian', 'params_to_sos', 'runnable_isas', 'sos_curve_db', 'sosfilt']
class CurveFit:
    """
    Damped least squares from settings toward curves on one grid.
    """
    def __init__(self, kinds: collections.abc.Sequence[str], freq_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sample_rate: typing.SupportsFloat | typing.SupportsIndex, weights: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], free_level: bool, bounds: tuple[typing.Annotated[numpy.typing.ArrayLike, numpy.float64], typing.Annotated[numpy.typing.ArrayLike, numpy.float64]], prior: tuple[typing.Annotated[numpy.typing.ArrayLike, numpy.float64], typing.Annotated[numpy.typing.ArrayLike, numpy.float64]]) -> None:
        """
        A row holds the numbers of bands of these kinds: gain, frequency, and the Q of a peak. Weights have the sum 1. `bounds`: the lowest and the highest row. `prior`: its mean as a row, and the RMS dB that a number away from it costs: 6 dB of a gain, a factor of e of a frequency or Q.
        """
    def curves(self, rows: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> tuple[numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]:
        """
        Curves of rows in dB, (n, n_freqs), and their derivatives by gains in units of 6 dB and logarithms of frequencies and Qs, (n, n_numbers, n_freqs).
        """
    def descend(self, curves_db: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], starts: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], max_steps: typing.SupportsInt | typing.SupportsIndex, n_threads: typing.SupportsInt | typing.SupportsIndex) -> tuple[numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]:
        """
        From rows (n, n_starts, n_numbers) toward curves (n, n_freqs): the rows where each search ends, and their costs (n, n_starts).
        """
class StreamingEqualizer:
    """
    The native part of semeq.StreamingEqualizer.
    """
    def __init__(self, kinds: collections.abc.Sequence[str], freq_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], gain_db: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], q: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sample_rate: typing.SupportsFloat | typing.SupportsIndex, n_channels: typing.SupportsInt | typing.SupportsIndex, block_frames: typing.SupportsInt | typing.SupportsIndex, ramp_ms: typing.SupportsFloat | typing.SupportsIndex, design: str, is_double: bool, process_otherwise: collections.abc.Callable[[typing.Any, typing.Any, typing.Any], typing.Any], isa: str = '') -> None:
        ...
    def process(self, block: typing.Any, *, out: typing.Any = None) -> typing.Any:
        """
        See semeq.StreamingEqualizer.process.
        """
    def process_ready(self, block: numpy.ndarray, out: numpy.ndarray) -> None:
        """
        process() for arrays that semeq.audio.border has checked.
        """
    def reset(self) -> None:
        """
        Return to silence before the first frame, with the newest bands in place.
        """
    def set_bands(self, kinds: collections.abc.Sequence[str], freq_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], gain_db: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], q: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        """
        Ramp to other values of the same bands; from any thread.
        """
    @property
    def block_frames(self) -> int:
        ...
    @property
    def is_double(self) -> bool:
        ...
    @property
    def n_channels(self) -> int:
        ...
class Automation:
    """
    The native part of semeq.audio.automation.
    """
    def __init__(self, kinds: collections.abc.Sequence[str], sample_rate: typing.SupportsFloat | typing.SupportsIndex, n_channels: typing.SupportsInt | typing.SupportsIndex, design: str, is_double: bool) -> None:
        ...
    def breakpoints_for(self, n_frames: typing.SupportsInt | typing.SupportsIndex) -> tuple[int, int]:
        """
        (first, count) of the breakpoints the next n_frames frames need.
        """
    def process(self, audio: numpy.ndarray, out: numpy.ndarray, breakpoints: typing.Annotated[numpy.typing.ArrayLike, numpy.float64]) -> None:
        """
        Filter the next frames; breakpoints (count, n_bands, 3): ln(Hz), dB, ln(Q).
        """
class Mlp:
    def __init__(self, layers: collections.abc.Sequence[tuple[typing.Annotated[numpy.typing.ArrayLike, numpy.float32], typing.Annotated[numpy.typing.ArrayLike, numpy.float32]]]) -> None:
        """
        Linear layers, pairs of weight (n_out, n_in) and bias, with SiLU between them.
        """
    def run(self, rows: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
    @property
    def n_in(self) -> int:
        ...
    @property
    def n_out(self) -> int:
        ...
class Decoder:
    def __init__(self, layers: collections.abc.Sequence[tuple[typing.Annotated[numpy.typing.ArrayLike, numpy.float32], typing.Annotated[numpy.typing.ArrayLike, numpy.float32]]], low: numpy.typing.NDArray[numpy.float32], span: numpy.typing.NDArray[numpy.float32], is_log: collections.abc.Sequence[bool], bounds: numpy.typing.NDArray[numpy.float32]) -> None:
        """
        An Mlp of these layers, whose outputs become params within bounds.
        """
    def decode(self, latents: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
class Polish:
    def __init__(self, fit: CurveFit, basis: numpy.typing.NDArray[numpy.float64], anchor_db: typing.SupportsFloat | typing.SupportsIndex, n_steps: typing.SupportsInt | typing.SupportsIndex) -> None:
        """
        Steps toward the curve that a latent stands for. `basis`: the curve in dB that a unit of each coordinate adds.
        """
    def apply(self, latents: numpy.typing.NDArray[numpy.float32], params: numpy.typing.NDArray[numpy.float32], n_steps: typing.SupportsInt | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.float32]:
        """
        Rows of params nearer to the curves of rows of latents.
        """
    @property
    def n_steps(self) -> int:
        ...
class Walker:
    @typing.overload
    def __init__(self, decoder: Decoder, term_latents: numpy.typing.NDArray[numpy.float32], flat_latent: numpy.typing.NDArray[numpy.float32], bounds: numpy.typing.NDArray[numpy.float32], polish: Polish | None = None) -> None:
        ...
    @typing.overload
    def __init__(self, decode: collections.abc.Callable[[numpy.typing.NDArray[numpy.float32]], typing.Annotated[numpy.typing.ArrayLike, numpy.float32]], term_latents: numpy.typing.NDArray[numpy.float32], flat_latent: numpy.typing.NDArray[numpy.float32], bounds: numpy.typing.NDArray[numpy.float32], polish: Polish | None = None) -> None:
        ...
    def blend(self, weights: numpy.typing.NDArray[numpy.float32], amount: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
    def decode(self, latents: numpy.typing.NDArray[numpy.float32], n_steps: typing.SupportsInt | typing.SupportsIndex | None = None) -> numpy.typing.NDArray[numpy.float32]:
        ...
    def decode_scaled(self, latents: numpy.typing.NDArray[numpy.float32], amount: typing.SupportsFloat | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.float32]:
        ...
    def walk(self, start: numpy.typing.NDArray[numpy.int64], end: numpy.typing.NDArray[numpy.int64], alpha: numpy.typing.NDArray[numpy.float32], amount: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
    def walk_curves_db(self, start: numpy.typing.NDArray[numpy.int64], end: numpy.typing.NDArray[numpy.int64], alpha: numpy.typing.NDArray[numpy.float32], amount: numpy.typing.NDArray[numpy.float32], sample_rate: typing.SupportsFloat | typing.SupportsIndex, design: str, freq_hz: numpy.typing.NDArray[numpy.float64]) -> numpy.typing.NDArray[numpy.float64]:
        ...
    def walk_one(self, start: typing.SupportsInt | typing.SupportsIndex, end: typing.SupportsInt | typing.SupportsIndex, alpha: typing.SupportsFloat | typing.SupportsIndex, amount: typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[list[float], "FixedSize(13)"]:
        ...
    def walk_sos(self, start: numpy.typing.NDArray[numpy.int64], end: numpy.typing.NDArray[numpy.int64], alpha: numpy.typing.NDArray[numpy.float32], amount: numpy.typing.NDArray[numpy.float32], sample_rate: typing.SupportsFloat | typing.SupportsIndex, design: str) -> numpy.typing.NDArray[numpy.float64]:
        ...
    @property
    def latent_dim(self) -> int:
        ...
    @property
    def n_steps(self) -> int:
        ...
    @property
    def term_latents(self) -> numpy.typing.NDArray[numpy.float32]:
        ...
class BandMeter:
    """
    Power in bands of half-overlapping Hann windows.
    """
    def __init__(self, weights: numpy.typing.NDArray[numpy.float32]) -> None:
        """
        Weights of the bins, (n_bands, n_bins); the window has 2 (n_bins - 1) frames.
        """
    def power(self, audio: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        """
        Power of audio (n_channels, n_frames); (n_channels, n_windows, n_bands).
        """
    @property
    def n_bands(self) -> int:
        ...
    @property
    def n_window(self) -> int:
        ...
def bands_curve_jacobian(kinds: collections.abc.Sequence[str], freq_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], gain_db: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], q: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], points_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sample_rate: typing.SupportsFloat | typing.SupportsIndex) -> tuple[numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]:
    """
    Curve of each band by the rbj design, (n_bands, n_points), and its derivatives by gain in dB, log frequency and log Q, (n_bands, 3, n_points).
    """
def bands_to_sos(kinds: collections.abc.Sequence[str], freq_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], gain_db: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], q: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sample_rate: typing.SupportsFloat | typing.SupportsIndex, design: str) -> numpy.typing.NDArray[numpy.float64]:
    """
    Design bands; (n_bands, 6).
    """
def equalize(sos: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], audio: numpy.ndarray, out: numpy.ndarray, n_threads: typing.SupportsInt | typing.SupportsIndex = 1, isa: str = '') -> bool:
    """
    Filter audio into out from silence; whether all that was filtered was finite.
    """
def equalize_many(sos: collections.abc.Sequence[typing.Annotated[numpy.typing.ArrayLike, numpy.float64]], audio: numpy.ndarray, outs: collections.abc.Sequence[numpy.ndarray], n_threads: typing.SupportsInt | typing.SupportsIndex) -> None:
    """
    Filter audio from silence through each of many cascades.
    """
def find_nonfinite(audio: numpy.ndarray) -> typing.Any:
    """
    (channel, frame) of the first NaN or infinity, or None.
    """
def isa() -> str:
    """
    Instruction set in use.
    """
def params_curve_db(params: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], freq_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sample_rate: typing.SupportsFloat | typing.SupportsIndex, design: str) -> numpy.typing.NDArray[numpy.float64]:
    """
    Curves of rows of params; (n, n_freqs).
    """
def params_curve_jacobian(params: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], freq_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sample_rate: typing.SupportsFloat | typing.SupportsIndex) -> tuple[numpy.typing.NDArray[numpy.float64], numpy.typing.NDArray[numpy.float64]]:
    """
    Curves of rows of params by the rbj design, (n, n_freqs), and their derivatives by gains in dB and logarithms of frequencies and Qs, (n, 13, n_freqs).
    """
def params_to_sos(params: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sample_rate: typing.SupportsFloat | typing.SupportsIndex, design: str) -> numpy.typing.NDArray[numpy.float64]:
    """
    Design rows of params; (n, 5, 6).
    """
def runnable_isas() -> list[str]:
    """
    Instruction sets this processor runs, slowest first.
    """
def sos_curve_db(sos: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], freq_hz: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], sample_rate: typing.SupportsFloat | typing.SupportsIndex) -> numpy.typing.NDArray[numpy.float64]:
    """
    Curve of one cascade; (n_freqs,).
    """
def sosfilt(sos: typing.Annotated[numpy.typing.ArrayLike, numpy.float64], x: numpy.ndarray, y: numpy.ndarray, states: numpy.typing.NDArray[numpy.float64] | None = None) -> None:
    """
    Filter x into y; states (n_channels, n_sections, 2) are updated.
    """
TORCH_VERSION: str = '2.13.0+cpu'
