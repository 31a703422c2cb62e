"""The map of all words: near in the plane where their curves are near."""

from __future__ import annotations

from semeq.errors import ModelLoadError
from semeq.words.model import ModelLike, load_model


def word_map(*, model: ModelLike = None) -> dict[str, tuple[float, float]]:
    """Return the place of each word in a plane where distance is that of the words' curves.

    The places are made with the model, by multidimensional scaling of the RMS distances in dB
    between the curves, their levels apart.

    Parameters
    ----------
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    dict of str to (float, float)
        Place of each word, in RMS dB; brighter words are further right.

    Raises
    ------
    ModelLoadError
        If the model was exported without a map.

    Examples
    --------
    >>> places = word_map()
    >>> places["bright"][0] > places["warm"][0]
    True
    """
    loaded = load_model(model)
    places = {info.term: info.map_xy for info in loaded.vocabulary if info.map_xy is not None}
    if len(places) < len(loaded.vocabulary):
        raise ModelLoadError(f"{loaded.path} has no map of its words; export the model again")
    return places
