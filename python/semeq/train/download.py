"""Fetch SAFE-DB from the Internet Archive, where its original bytes are."""

from __future__ import annotations

from pathlib import Path

import pooch

from semeq.errors import DataError

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
