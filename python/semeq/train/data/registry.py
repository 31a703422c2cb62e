"""The data sets that can be learned; a new one is a file with a ``Dataset``, and a line here."""

from __future__ import annotations

from semeq.errors import ParameterError
from semeq.train.data import safe, socialeq, socialfx
from semeq.train.data.dataset import Dataset

DATASETS: dict[str, Dataset] = {
    each.name: each for each in (safe.DATASET, socialfx.DATASET, socialeq.DATASET)
}


def register_dataset(dataset: Dataset) -> Dataset:
    """Add a data set of one's own, from outside the package.

    Parameters
    ----------
    dataset : Dataset
        Known under its name from now on, wherever ``--dataset`` or ``data.dataset`` names one.

    Returns
    -------
    Dataset
        The same.

    Raises
    ------
    ParameterError
        If another data set has the name.
    """
    if DATASETS.get(dataset.name, dataset) is not dataset:
        raise ParameterError(f"there is a data set {dataset.name!r} already: choose another name")
    DATASETS[dataset.name] = dataset
    return dataset


def find_dataset(name: str) -> Dataset:
    """Return the data set of a name.

    Raises
    ------
    ParameterError
        If there is none.

    Examples
    --------
    >>> find_dataset("safe").space
    'five-bands'
    """
    if name not in DATASETS:
        raise ParameterError(f"there is no data set {name!r}; there are {', '.join(DATASETS)}")
    return DATASETS[name]
