"""
TorchScript artifacts: the networks of a model, and the ears.
"""
from __future__ import annotations
import numpy
import numpy.typing
__all__: list[str] = ['Ears', 'Engine', 'LoadError']
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
    @property
    def embedding_dim(self) -> int:
        ...
class Ears:
    def __init__(self, path: str) -> None:
        ...
    def estimate(self, features: numpy.typing.NDArray[numpy.float32]) -> numpy.typing.NDArray[numpy.float32]:
        ...
