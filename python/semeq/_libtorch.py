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
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

from semeq.errors import ModelLoadError


def load_infer() -> ModuleType:
    """Return the extension ``semeq._infer``, loading libtorch on the first call.

    Raises
    ------
    ModelLoadError
        If semeq was built without inference, or libtorch cannot be loaded.
    """
    if find_spec("semeq._infer") is None:
        raise ModelLoadError(
            "this semeq was built with SEMEQ_WITH_TORCH=OFF and can neither encode nor hear"
        )
    attempts = (lambda: None, _preload, lambda: importlib.import_module("torch"))
    for attempt in attempts:
        try:
            attempt()
            return importlib.import_module("semeq._infer")
        except ImportError as error:
            failure = error
    raise ModelLoadError(
        f"libtorch could not be loaded ({failure}); install torch==2.13.* into this environment"
    ) from failure


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
