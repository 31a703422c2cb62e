"""A folder of recordings through the equalizer between two words."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from semeq.audio.leveling import Headroom, check_headroom
from semeq.audio.render_file import render_file
from semeq.audio.soundfiles import check_subtype, container_of, find_audio
from semeq.batch.alphas import AlphaPlan
from semeq.batch.manifest import Manifest, Record
from semeq.batch.parallel import open_pool
from semeq.checks import check_callable, check_flag, check_path, check_text, show
from semeq.eq.settings import EqSettings
from semeq.errors import AudioError, ParameterError, SemeqError
from semeq.hashing import file_sha256
from semeq.words.model import ModelLike
from semeq.words.morph import morph

_RESULT_NAMES = (
    "n_frames",
    "n_channels",
    "sample_rate",
    "gain_db",
    "peak",
    "n_clipped",
    "loudness_in_lufs",
    "loudness_out_lufs",
)


@dataclass(frozen=True, slots=True)
class FolderReport:
    """What :func:`render_folder` did.

    Attributes
    ----------
    manifest : Path
        The file that lists every output.
    n_rendered, n_skipped : int
        Outputs written by this call, and outputs that were there before.
    failures : tuple of dict
        Records with an ``error`` in place of a result.
    """

    manifest: Path
    n_rendered: int
    n_skipped: int
    failures: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class _Task:
    """One output: its source, its target, its settings and its record so far."""

    source: Path
    folder: Path
    settings: EqSettings
    record: Record


def render_folder(
    source: str | os.PathLike[str],
    target: str | os.PathLike[str],
    term_a: str,
    term_b: str | None = None,
    *,
    alpha_range: tuple[float, float] = (0.0, 1.0),
    n_alphas: int = 1,
    seed: int = 0,
    alphas: Sequence[float] | None = None,
    amount: float = 1.0,
    suffix: str = ".wav",
    subtype: str | None = None,
    match_loudness: bool = False,
    headroom: Headroom = "none",
    model: ModelLike = None,
    n_jobs: int = 1,
    backend: str | None = "loky",
    resume: bool = True,
    on_progress: Callable[[int, int], None] | None = None,
) -> FolderReport:
    """Render every recording in a folder, and those below it, into another folder.

    ``sub/a.flac`` becomes ``sub/a.flac.0.wav``, ``sub/a.flac.1.wav``, ..., one per alpha,
    and each output has a line in ``manifest.jsonl``. A file that cannot be rendered is
    recorded there and does not stop the others.

    Parameters
    ----------
    source : path-like
        Searched for the suffixes of libsndfile's formats. Hidden files, links to folders and
        `target` are left out.
    target : path-like
        Created where missing; may lie inside `source`.
    term_a, term_b : str
        Words of the vocabulary; `term_b` defaults to `term_a`.
    alpha_range : tuple of float, default (0.0, 1.0)
        Each output draws its alpha from this range. The draw depends on `seed`, the path
        below `source` and the output's number alone.
    n_alphas : int, default 1
        Alphas, and so outputs, per recording; up to 100,000.
    seed : int, default 0
        At least 0. Other seeds draw other alphas.
    alphas : sequence of float, optional
        One output for each of these; `alpha_range`, `n_alphas` and `seed` are not used.
    amount : float, default 1.0
        Scales the gains, in [-1, 2].
    suffix : str, default ".wav"
        Suffix of the outputs; chooses their container.
    subtype : str, optional
        Sample format of the outputs; see :func:`semeq.render_file`.
    match_loudness : bool, default False
        Give each output its source's integrated loudness.
    headroom : {"none", "normalize"}, default "none"
        ``"normalize"`` lowers an output where a sample would pass full scale.
    model : Model, str or path-like, optional
        Default: the shipped model.
    n_jobs : int, default 1
        Files at a time; -1 for one per core.
    backend : str, optional
        A backend of joblib: ``"loky"``, ``"threading"``, ``"multiprocessing"`` or one that was
        registered. None: what an enclosing ``joblib.parallel_config`` says.
    resume : bool, default True
        Skip an output that exists, is listed with the same settings and is not older than its
        source.
    on_progress : callable, optional
        Called with the outputs done and the outputs in all.

    Returns
    -------
    FolderReport
        The manifest's path, the number of outputs, and what failed.

    Raises
    ------
    UnknownTermError, ParameterError
        If a word is not in the vocabulary or a number out of range: nothing is written.
    AudioError
        If there is no audio in `source`, or a folder cannot be read or written.
    DataError
        If `target` has a ``manifest.jsonl`` of another kind.

    Examples
    --------
    >>> import tempfile, numpy as np, soundfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> for name in ("a.wav", "b.flac"):
    ...     soundfile.write(folder / name, np.zeros((100, 2)), 44_100)
    >>> report = render_folder(folder, folder / "out", "warm", "bright", n_alphas=3)
    >>> report.n_rendered, len(report.failures)
    (6, 0)
    >>> sorted(path.name for path in (folder / "out").iterdir())[:2]
    ['a.wav.0.wav', 'a.wav.1.wav']
    """
    root, folder = _resolve("source", source), _resolve("target", target)
    if root.is_relative_to(folder):
        raise ParameterError(
            f"the output folder {target} is or holds the input folder {source}; "
            "choose one inside or beside it"
        )
    alpha_plan = AlphaPlan(alpha_range, n_alphas, seed, alphas)
    check_headroom(headroom)
    match_loudness = check_flag("match_loudness", match_loudness)
    term_b = term_a if term_b is None else check_text("term_b", term_b)
    check_flag("resume", resume)
    if on_progress is not None:
        check_callable("on_progress", on_progress)
    _check_suffix(suffix, subtype)
    morph(term_a, term_b, amount=amount, model=model)  # refuses before work begins
    paths = find_audio(root, folder)
    if not paths:
        raise AudioError(f"no audio files in {source} (looked for .wav, .flac, .ogg, ...)")
    options = {"subtype": subtype, "match_loudness": match_loudness, "headroom": headroom}

    def plan(path: Path) -> Iterator[_Task]:
        relative = path.relative_to(root).as_posix()
        for number, alpha in enumerate(alpha_plan.alphas_for(relative)):
            settings = morph(term_a, term_b, alpha, amount=amount, model=model)
            record = {
                "source": relative,
                "output": f"{relative}.{number}{suffix}",
                "term_a": term_a,
                "term_b": term_b,
                "alpha": alpha,
                "amount": float(amount),
                "settings": settings.to_dict(),
            }
            yield _Task(path, folder, settings, record | options)

    tasks = [task for path in paths for task in plan(path)]
    failures = []
    with open_pool(n_jobs, backend) as run:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise AudioError(f"cannot make the folder {target}: {error.strerror}") from error
        with Manifest(folder) as manifest:
            waiting = [task for task in tasks if not (resume and _is_done(task, manifest))]
            n_skipped = len(tasks) - len(waiting)
            for n_done, record in enumerate(run(_render, waiting), start=n_skipped + 1):
                manifest.add(record)
                if "error" in record:
                    failures.append(record)
                if on_progress:
                    on_progress(n_done, len(tasks))
    return FolderReport(
        manifest=manifest.path,
        n_rendered=len(waiting) - len(failures),
        n_skipped=n_skipped,
        failures=tuple(sorted(failures, key=lambda record: str(record["output"]))),
    )


def _resolve(name: str, path: str | os.PathLike[str]) -> Path:
    given = check_path(name, path)
    try:
        return given.resolve()
    except (OSError, RuntimeError) as error:  # a name too long, or a circle of links
        raise AudioError(f"{name} {show(str(given))} is no folder: {error}") from error


def _check_suffix(suffix: str, subtype: str | None) -> None:
    name = Path(f"name{check_text('suffix', suffix)}")
    if name.name != f"name{suffix}" or name.suffix != suffix:
        raise ParameterError(f"suffix must be like '.wav' or '.flac', got {suffix!r}")
    container = container_of(name)
    if subtype is not None:
        check_subtype(container, check_text("subtype", subtype))


def _is_done(task: _Task, manifest: Manifest) -> bool:
    listed = manifest.get(task.record["output"])
    if listed is None or "error" in listed:
        return False
    if any(listed.get(name) != value for name, value in task.record.items()):
        return False
    try:
        written_ns = Path(task.folder, task.record["output"]).stat().st_mtime_ns
        changed_ns = task.source.stat().st_mtime_ns
    except OSError:
        return False
    return written_ns >= changed_ns


def _render(task: _Task) -> Record:
    """Write one output and return its record; runs in a worker."""
    try:
        return task.record | _write(task)
    except SemeqError as error:
        return task.record | {"error": str(error)}
    except Exception as error:  # noqa: BLE001 - whatever one file does, the others go on
        return task.record | {"error": f"{type(error).__name__}: {error}"}


def _write(task: _Task) -> Record:
    target = Path(task.folder, task.record["output"])
    if not target.parent.resolve().is_relative_to(task.folder):
        raise AudioError(f"{target.parent} is a link that leads out of {task.folder}")
    target.parent.mkdir(parents=True, exist_ok=True)
    report = render_file(
        task.source,
        target,
        task.settings,
        subtype=task.record["subtype"],
        match_loudness=task.record["match_loudness"],
        headroom=task.record["headroom"],
    ).to_dict()
    return {"sha256": file_sha256(target)} | {name: report[name] for name in _RESULT_NAMES}
