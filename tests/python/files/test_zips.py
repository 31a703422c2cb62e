"""Entries of zip files: read whole, by their CRC, and never more than allowed."""

from __future__ import annotations

import os
import struct
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest

from semeq import DataError
from semeq.files import opening, zips

CONTENT = bytes(range(256)) * 300


def read(source: bytes | Path, name: str = "a/b", max_bytes: int = 100_000) -> bytes:
    with zips.open_zip(source) as archive:
        entry = zips.find_entry(archive, name)
        assert entry is not None
        return zips.read_entry(archive, entry, max_bytes)


def with_declared_size(archive: bytes, size: int) -> bytes:
    """Change what the table of entries says of the first entry's length."""
    at = archive.index(b"PK\x01\x02") + 24
    return archive[:at] + struct.pack("<I", size) + archive[at + 4 :]


@pytest.mark.parametrize("compression", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_whole_entry(zipped, tmp_path: Path, compression: int) -> None:
    archive = zipped({"a/b": CONTENT, "empty": b""}, compression)
    (tmp_path / "file.zip").write_bytes(archive)
    for source in (archive, tmp_path / "file.zip"):
        assert read(source) == CONTENT
        assert read(source, "empty", 0) == b""
    with zips.open_zip(archive) as opened:
        assert zips.find_entry(opened, "c") is None


def test_every_byte_of_an_entry_is_under_its_crc(zipped) -> None:
    archive = zipped({"a/b": CONTENT}, zipfile.ZIP_STORED)
    start = archive.index(CONTENT)
    for place in (start, start + 70_000, start + len(CONTENT) - 1):
        broken = bytearray(archive)
        broken[place] ^= 1
        with pytest.raises(DataError, match=r"its entry 'a/b' is damaged \(Bad CRC-32"):
            read(bytes(broken))


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packed_in_another_way(zipped, compression: int) -> None:
    with pytest.raises(DataError, match="another way than stored or deflated"):
        read(zipped({"a/b": CONTENT}, compression))


def test_too_long_whether_it_says_so_or_not(zipped) -> None:
    archive = zipped({"a/b": bytes(3_000_000)})
    with pytest.raises(DataError, match=r"declares 3,000,000 bytes, at most 100,000 are read"):
        read(archive)
    tracemalloc.start()
    with pytest.raises(DataError, match="Bad CRC"):
        read(with_declared_size(archive, 1_000))
    assert tracemalloc.get_traced_memory()[1] < 1e6
    tracemalloc.stop()
    with pytest.raises(DataError, match=r"declares 90,000 bytes, but has 76,800"):
        read(with_declared_size(zipped({"a/b": CONTENT}), 90_000))


def test_a_table_of_entries_without_end(zipped) -> None:
    many = zipped({f"{i:040}": b"" for i in range(15_000)}, zipfile.ZIP_STORED)
    with pytest.raises(DataError, match=r"its table of entries has 1,290,000 bytes"):
        read(many)


def test_two_entries_of_one_name(tmp_path: Path) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("x/a/b", "first")
        archive.writestr("y/a/b", "second")
    with pytest.raises(DataError, match="holds 2 entries named '/a/b', expected one"):
        read(tmp_path / "two.zip", "/a/b")


@pytest.mark.parametrize("content", [b"", b"PK", b"no zip file", b"PK\x01\x02" + bytes(60)])
def test_no_zip_file(content: bytes) -> None:
    with pytest.raises(DataError, match="it is no zip file, or a damaged one"):
        read(content)


def test_pipes_devices_and_links(zipped, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(DataError, match="not a regular file"):  # and no waiting
            read(path)
    (tmp_path / "file.zip").write_bytes(zipped({"a/b": CONTENT}))
    (tmp_path / "link").symlink_to("file.zip")
    assert read(tmp_path / "link") == CONTENT
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "nowhere")


def test_names_are_quoted() -> None:
    assert opening.show_error(ValueError("\x1b[31mred")) == "'\\x1b[31mred'"
    assert opening.show_error(EOFError()) == "EOFError"
