"""Load the inference extension without importing torch.

``_infer`` needs libtorch_cpu and libc10. Its RUNPATH finds them where torch lies next to
semeq. Elsewhere (an editable install, packages in two folders) they are loaded by path first,
and the linker then finds them by name. Importing torch is the last resort: it takes over a
second.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from semeq import _core
from semeq.errors import ModelLoadError


def load_infer() -> ModuleType:
    """Return the extension ``semeq._infer``, loading libtorch on the first call.

    Raises
    ------
    ModelLoadError
        If semeq was built without it, or torch is missing or another version.
    """
    check_torch()
    attempts = (lambda: None, _preload, lambda: importlib.import_module("torch"))
    for attempt in attempts:
        try:
            attempt()
            return importlib.import_module("semeq._infer")
        except ImportError as error:
            failure = error
    raise ModelLoadError(
        f"libtorch could not be loaded ({failure}); pip install 'semeq[torch]' installs torch again"
    ) from failure


def check_torch() -> None:
    """Raise ModelLoadError unless the torch that ``semeq._infer`` was built for is installed."""
    wanted = _core.TORCH_VERSION
    if not wanted or find_spec("semeq._infer") is None:
        raise ModelLoadError(
            'this semeq was built without libtorch, so engine="torchscript" cannot run; '
            "install a wheel that has it, or build semeq where torch is installed"
        )
    try:
        found = version("torch")
    except PackageNotFoundError as error:
        raise ModelLoadError(
            f'engine="torchscript" needs torch {wanted}, which is not installed: '
            "pip install 'semeq[torch]'"
        ) from error
    if _release(found) != _release(wanted):
        raise ModelLoadError(
            f'engine="torchscript" needs torch {wanted}, and torch {found} is installed: '
            "pip install 'semeq[torch]' installs the one that fits"
        )


def _release(full: str) -> list[str]:
    """Major and minor version: what libtorch's binary interface holds for."""
    return full.split(".")[:2]


def _preload() -> None:
    spec = find_spec("torch")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("torch is not installed")
    folder = Path(spec.submodule_search_locations[0]) / "lib"
    suffix = "dylib" if sys.platform == "darwin" else "so"
    for name in ("c10", "torch_cpu"):
        library = folder / f"lib{name}.{suffix}"
        try:
            ctypes.CDLL(str(library))
        except OSError as error:
            raise ImportError(str(error)) from error
