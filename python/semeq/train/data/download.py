"""Fetch files from the web and from the Hugging Face hub, for the data sets."""

from __future__ import annotations

from pathlib import Path

from semeq.errors import DataError
from semeq.extras import require_extra


def download_file(title: str, url: str, *, sha256: str, output: Path) -> Path:
    """Download a file into a folder, unless it is there, and check its SHA-256.

    Parameters
    ----------
    title : str
        What errors call the data.
    url : str
        Where the file is; its last part becomes the file's name.
    sha256 : str
        What the file must have, in hexadecimal.
    output : Path
        Folder to put it into.

    Raises
    ------
    DataError
        If it cannot be had, or what came is not the published file.
    """
    import pooch  # noqa: PLC0415 (an extra)

    try:
        file = pooch.retrieve(url, f"sha256:{sha256}", fname=url.rsplit("/", 1)[1], path=output)
    except (OSError, ValueError) as error:
        raise DataError(
            f"{title} could not be downloaded from {url}: {error}. "
            "With a copy of the file at hand, name it with --file"
        ) from error
    return Path(file)


def download_from_hub(title: str, repository: str, split: str) -> Path:
    """Download a split of a data set into the Hugging Face cache.

    Parameters
    ----------
    title : str
        What errors call the data.
    repository : str
        On the hub, ``owner/name``.
    split : str
        What the file's name starts with.

    Raises
    ------
    MissingExtraError
        If ``huggingface_hub`` is not installed.
    DataError
        If the file cannot be had.
    """
    local = "with the file at hand, name it with --file"
    require_extra("hub", f"fetching {title} ({local})")
    import huggingface_hub  # noqa: PLC0415 (an extra)

    try:
        names = huggingface_hub.list_repo_files(repository, repo_type="dataset")
        name = next((n for n in names if Path(n).name.startswith(f"{split}-")), "")
        file = (
            huggingface_hub.hf_hub_download(repository, name, repo_type="dataset") if name else ""
        )
    except Exception as error:  # versions of the hub's client raise what their transport does
        raise DataError(
            f"{title} could not be downloaded from the Hugging Face hub ({repository}): {error}; "
            + local
        ) from error
    if not file:
        raise DataError(f"{repository} holds no split {split!r}, but {', '.join(names)}")
    return Path(file)
