"""Fetch SAFE-DB from the Internet Archive, and SocialFX from the Hugging Face hub."""

from __future__ import annotations

from pathlib import Path

import pooch

from semeq.errors import DataError
from semeq.train.data.socialfx import REPOSITORY, SPLIT

FILE_NAME = "SAFEEqualiserUserData.csv"
SHA256 = "cc43858680115070ffdfa41a1158fca1344db2e0096ba73fe68990e90a284af1"
_SNAPSHOT = "20200122215408"
URL = f"https://web.archive.org/web/{_SNAPSHOT}id_/http://dmtlab.bcu.ac.uk/SAFE/data/{FILE_NAME}"


def download_safe(output: Path) -> Path:
    """Download SAFE-DB into a folder, unless it is there, and check its SHA-256.

    Raises
    ------
    DataError
        If it cannot be had, or what came is not the published file.
    """
    try:
        file = pooch.retrieve(URL, f"sha256:{SHA256}", fname=FILE_NAME, path=output)
    except (OSError, ValueError) as error:
        raise DataError(
            f"SAFE-DB could not be downloaded from {URL}: {error}. "
            "With a copy of the file at hand, name it with --file"
        ) from error
    return Path(file)


def download_socialfx() -> Path:
    """Download the equalizer's split of SocialFX into the Hugging Face cache.

    Raises
    ------
    DataError
        If ``huggingface_hub`` is not installed, or the file cannot be had.
    """
    local = "With the file at hand, name it with --file"
    try:
        import huggingface_hub  # noqa: PLC0415 (an extra)
    except ModuleNotFoundError as error:
        raise DataError(
            "fetching SocialFX needs huggingface_hub: pip install 'semeq[hub]'. " + local
        ) from error
    try:
        names = huggingface_hub.list_repo_files(REPOSITORY, repo_type="dataset")
        name = next((n for n in names if Path(n).name.startswith(f"{SPLIT}-")), "")
        file = (
            huggingface_hub.hf_hub_download(REPOSITORY, name, repo_type="dataset") if name else ""
        )
    except Exception as error:  # versions of the hub's client raise what their transport does
        raise DataError(
            f"SocialFX could not be downloaded from the Hugging Face hub ({REPOSITORY}): {error}. "
            + local
        ) from error
    if not file:
        raise DataError(f"{REPOSITORY} holds no split {SPLIT!r}, but {', '.join(names)}")
    return Path(file)
