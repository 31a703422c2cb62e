"""Words to equalizer.

>>> import numpy as np, semeq
>>> audio = np.zeros((2, 44_100), dtype=np.float32)
>>> y = semeq.render(audio, "warm", "bright", alpha=0.3)  # alpha 0 = warm, 1 = bright

``__init__.pyi`` lists the names and where each comes from; a module is loaded with the first of
its names.
"""

from typing import Any

import lazy_loader

_attach, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> Any:
    if name == "__version__":  # importlib.metadata takes a tenth of the time of import semeq
        from importlib.metadata import version  # noqa: PLC0415

        return version("semeq")
    return _attach(name)
