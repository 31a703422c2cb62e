"""Folders: every good file as if alone, every bad one named, and nothing done twice."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import joblib
import numpy as np
import pytest
import soundfile as sf
from joblib._parallel_backends import ThreadingBackend

import semeq
from semeq import AudioError, ParameterError, UnknownTermError
from semeq.audio.render_file import render_file
from semeq.batch.render_folder import render_folder
from semeq.errors import DataError


def write(path: Path, seed: int = 0, n_frames: int = 30_000, **options) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    samples = np.random.default_rng(seed).uniform(-0.3, 0.3, (n_frames, 2))
    sf.write(path, samples, 44_100, **options)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    for seed, name in enumerate(("a.wav", "a.flac", "deep/er/b.aiff", "deep/c.ogg", "D.WAV")):
        write(folder / name, seed)
    (folder / "notes.txt").write_text("not a sound")
    (folder / ".hidden.wav").write_text("not a sound either")
    return folder


def read_manifest(folder: Path) -> list[dict]:
    lines = (folder / "manifest.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(("backend", "n_jobs"), [("loky", 1), ("loky", 2), ("threading", 2)])
def test_a_folder_equals_its_single_renders(source, tmp_path, backend, n_jobs) -> None:
    seen = []
    report = render_folder(
        source, tmp_path / "out", "warm", "bright", n_alphas=2, seed=3, amount=1.5,
        match_loudness=True, headroom="normalize", n_jobs=n_jobs, backend=backend,
        on_progress=lambda *args: seen.append(args),
    )  # fmt: skip
    assert (report.n_rendered, report.n_skipped, report.failures) == (10, 0, ())
    assert seen == [(n_done, 10) for n_done in range(1, 11)]
    records = read_manifest(tmp_path / "out")
    assert [record["output"] for record in records] == sorted(
        f"{name}.{number}.wav"
        for name in ("a.wav", "a.flac", "deep/er/b.aiff", "deep/c.ogg", "D.WAV")
        for number in (0, 1)
    )
    for record in records:
        settings = semeq.morph("warm", "bright", record["alpha"], amount=1.5)
        assert record["settings"] == settings.to_dict()
        single = render_file(
            source / record["source"], tmp_path / "single.wav", settings,
            match_loudness=True, headroom="normalize",
        )  # fmt: skip
        written = (tmp_path / "out" / record["output"]).read_bytes()
        assert written == (tmp_path / "single.wav").read_bytes()
        assert record["sha256"] == hashlib.sha256(written).hexdigest()
        expected = single.to_dict()
        measured = set(expected) - {"container", "subtype"}
        assert {name: record[name] for name in measured} == {
            name: expected[name] for name in measured
        }


def test_jobs_do_not_change_a_byte(source, tmp_path) -> None:
    for n_jobs in (1, 2):
        render_folder(source, tmp_path / str(n_jobs), "warm", "bright", n_jobs=n_jobs)
    assert files_in(tmp_path / "1") == files_in(tmp_path / "2")


def test_given_alphas_are_taken(source, tmp_path) -> None:
    render_folder(source, tmp_path / "out", "warm", "bright", alphas=[0, 0.5, 1], suffix=".flac")
    records = read_manifest(tmp_path / "out")
    assert [record["alpha"] for record in records] == [0.0, 0.5, 1.0] * 5
    assert sf.info(tmp_path / "out/a.wav.2.flac").format == "FLAC"


def test_bad_files_are_named_and_the_rest_is_done(source, tmp_path) -> None:
    (source / "text.wav").write_text("I am not a sound")
    (source / "empty.flac").write_bytes(b"")
    sf.write(source / "nan.wav", np.array([0.0, np.nan, 0.0]), 44_100, subtype="FLOAT")
    sf.write(source / "slow.wav", np.zeros(10), 4_000)
    (source / "link.wav").symlink_to("nowhere.wav")
    (source / "folder.wav").mkdir()
    whole = (source / "a.flac").read_bytes()
    (source / "cut.flac").write_bytes(whole[: len(whole) // 2])
    os.mkfifo(source / "pipe.wav")
    report = render_folder(source, tmp_path / "out", "warm", "bright", n_jobs=2)
    assert report.n_rendered == 5
    errors = {record["source"]: record["error"] for record in report.failures}
    assert list(errors) == ["cut.flac", "empty.flac", "link.wav", "nan.wav", "slow.wav", "text.wav"]
    assert "cut.flac is damaged after frame" in errors["cut.flac"]
    assert "no such file" in errors["link.wav"]
    assert "must be finite" in errors["nan.wav"]
    assert "sample_rate" in errors["slow.wav"]
    assert "text.wav is not audio" in errors["text.wav"]
    records = read_manifest(tmp_path / "out")
    assert [record for record in records if "error" in record] == list(report.failures)
    good = {record["output"] for record in records if "error" not in record}
    assert set(files_in(tmp_path / "out")) == good | {"manifest.jsonl"}


def test_what_is_done_is_not_done_again(source, tmp_path) -> None:
    out = tmp_path / "out"
    (source / "bad.wav").write_text("I am not a sound")
    options = {"n_alphas": 2, "n_jobs": 1}

    def run(**change) -> tuple[int, int, int]:
        report = render_folder(source, out, "warm", **options | change)
        return report.n_rendered, report.n_skipped, len(report.failures)

    assert run() == (10, 0, 2)
    first = files_in(out)
    assert run() == (0, 10, 2)
    assert files_in(out) == first
    write(source / "bad.wav")
    (out / "a.wav.1.wav").unlink()
    assert run() == (3, 9, 0)
    assert run(n_alphas=3) == (6, 12, 0)
    assert run(n_alphas=1) == (0, 6, 0)
    assert len(read_manifest(out)) == 18
    later_ns = time.time_ns() + 10**9
    os.utime(source / "a.wav", ns=(later_ns, later_ns))
    assert run() == (2, 10, 0)
    assert run(amount=0.5) == (12, 0, 0)
    assert run(amount=0.5, headroom="normalize") == (12, 0, 0)
    assert run(amount=0.5, headroom="normalize", resume=False) == (12, 0, 0)
    assert {path.rpartition(".")[2] for path in files_in(out)} == {"wav", "jsonl"}


def test_the_output_may_lie_inside_the_input(source) -> None:
    for _ in range(2):
        report = render_folder(source, source / "deep/out", "warm")
        assert report.n_rendered + report.n_skipped == 5
    assert len(read_manifest(source / "deep/out")) == 5


@pytest.mark.parametrize("target", ["in", "in/deep/..", "."])
def test_the_output_may_not_hold_the_input(source, tmp_path, target) -> None:
    before = files_in(tmp_path)
    with pytest.raises(ParameterError, match="is or holds the input folder"):
        render_folder(source, tmp_path / target, "warm")
    assert files_in(tmp_path) == before


def test_nothing_is_written_outside_the_output(source, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out/deep").symlink_to(tmp_path / "elsewhere")
    report = render_folder(source, tmp_path / "out", "warm")
    assert [record["source"] for record in report.failures] == ["deep/c.ogg", "deep/er/b.aiff"]
    assert all("leads out of" in record["error"] for record in report.failures)
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert report.n_rendered == 3


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"term_a": "wram"}, UnknownTermError, "did you mean 'warm'"),
        ({"term_b": "wram"}, UnknownTermError, "did you mean 'warm'"),
        ({"alpha_range": (0.5, 1.5)}, ParameterError, r"alpha_range must be in \[0, 1\], got 1.5"),
        ({"alpha_range": (0.5, 0.2)}, ParameterError, "alpha_range must go upwards"),
        ({"alphas": [0, 2]}, ParameterError, r"alphas must be in \[0, 1\], got 2"),
        ({"alphas": []}, ParameterError, "at least one number"),
        ({"n_alphas": 0}, ParameterError, "n_alphas must be from 1 to 100000, got 0"),
        ({"amount": 3}, ParameterError, "amount"),
        ({"headroom": "some"}, ParameterError, "headroom must be one of none, normalize"),
        ({"suffix": "wav"}, ParameterError, "suffix must be like '.wav'"),
        ({"suffix": "/../../x.wav"}, ParameterError, "suffix must be like '.wav'"),
        ({"suffix": ".xyz"}, AudioError, "cannot tell the container"),
        ({"subtype": "VORBIS"}, AudioError, "WAV cannot hold subtype 'VORBIS'"),
        ({"n_jobs": 0}, ParameterError, "n_jobs must be at least 1"),
        ({"backend": "cloud"}, ParameterError, "backend 'cloud' cannot be used"),
        ({"source": "nowhere"}, AudioError, "cannot list .*nowhere: No such file"),
        ({"source": "in/deep/er/b.aiff"}, AudioError, "cannot list .*Not a directory"),
        ({"source": "none"}, AudioError, "no audio files in"),
        ({"target": "in/notes.txt"}, AudioError, "cannot make the folder"),
    ],
)
def test_a_refusal_writes_nothing(source, tmp_path, monkeypatch, change, error, message) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "none").mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(error, match=message):
        render_folder(**{"source": source, "target": "out", "term_a": "warm"} | change)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_stopped_run_goes_on_where_it_was(source, tmp_path) -> None:
    def stop(done: int, _total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        render_folder(source, tmp_path / "out", "warm", "bright", on_progress=stop)
    assert len(read_manifest(tmp_path / "out")) == 3
    report = render_folder(source, tmp_path / "out", "warm", "bright")
    assert (report.n_rendered, report.n_skipped) == (2, 3)
    render_folder(source, tmp_path / "whole", "warm", "bright")
    assert files_in(tmp_path / "out") == files_in(tmp_path / "whole")


def test_a_killed_run_goes_on_where_it_was(source, tmp_path) -> None:
    for seed in range(20):
        write(source / f"long{seed}.wav", seed, n_frames=400_000)
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "semeq.cli.app", "batch", source, out, "--from", "warm"],
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if (out / "manifest.jsonl").exists() and (out / "manifest.jsonl").stat().st_size:
            break
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    listed = len(read_manifest(out))
    assert 0 < listed < 25
    with (out / "manifest.jsonl").open("a") as file:
        file.write('{"source": "long1')  # as if it had been killed in the middle of a line
    report = render_folder(source, out, "warm")
    assert (report.n_rendered, report.n_skipped) == (25 - listed, listed)
    assert all(
        hashlib.sha256((out / record["output"]).read_bytes()).hexdigest() == record["sha256"]
        for record in read_manifest(out)
    )


def test_a_file_of_another_kind_is_not_overwritten(source, tmp_path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/manifest.jsonl").write_text('{"my": "own"}\n')
    with pytest.raises(DataError, match=r"manifest\.jsonl, line 1: not a record of semeq batch"):
        render_folder(source, tmp_path / "out", "warm")
    assert files_in(tmp_path / "out") == {"manifest.jsonl": b'{"my": "own"}\n'}


def test_names_that_are_not_text(tmp_path) -> None:
    folder = tmp_path / "in"
    write(folder / "ä [red] x.wav")
    try:
        shutil.copy(folder / "ä [red] x.wav", folder / os.fsdecode(b"\xff.wav"))
    except OSError:
        pytest.skip("this file system takes no such names")
    for skipped in (0, 2):
        report = render_folder(folder, tmp_path / "out", "warm")
        assert (report.n_skipped, report.failures) == (skipped, ())


def test_a_registered_backend_is_one_argument_away(source, tmp_path) -> None:
    """What a cluster brings: a backend of joblib, chosen outside."""

    class Cluster(ThreadingBackend):
        n_calls = 0

        def submit(self, func, callback=None):
            type(self).n_calls += 1
            return super().submit(func, callback)

    joblib.register_parallel_backend("cluster", Cluster)
    with joblib.parallel_config(backend="cluster"):
        render_folder(source, tmp_path / "far", "warm", "bright", backend=None, n_jobs=2)
    assert Cluster.n_calls > 0
    render_folder(source, tmp_path / "near", "warm", "bright")
    assert files_in(tmp_path / "far") == files_in(tmp_path / "near")
