"""
TorchScript artefacts: encode, decode, embed, and walks between terms.
"""
from __future__ import annotations
import numpy
import numpy.typing
import typing
__all__: list[str] = ['Engine', 'LoadError']
class LoadError(RuntimeError):
    pass
class Engine:
    def __init__(self, path: str) -> None:
        ...
    def decode(self, latents: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
    def embed(self, latents: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
    def encode(self, params: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
    def walk(self, start: numpy.typing.NDArray[numpy.int64], end: numpy.typing.NDArray[numpy.int64], alpha: numpy.typing.NDArray[numpy.float32], amount: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
    def walk_one(self, start: typing.SupportsInt | typing.SupportsIndex, end: typing.SupportsInt | typing.SupportsIndex, alpha: typing.SupportsFloat | typing.SupportsIndex, amount: typing.SupportsFloat | typing.SupportsIndex) -> typing.Annotated[list[float], "FixedSize(13)"]:
        ...
    @property
    def bounds(self) -> numpy.typing.NDArray[numpy.float32]:
        ...
    @property
    def decodes_natively(self) -> bool:
        ...
    @property
    def embedding_dim(self) -> int:
        ...
    @property
    def latent_dim(self) -> int:
        ...
    @property
    def term_latents(self) -> numpy.typing.NDArray[numpy.float32]:
        ...
    @property
    def terms(self) -> list[str]:
        ...
