"""``semeq teach``: listen, answer, and have a word of one's own in a private file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from semeq.cli.console import err, out, print_bands
from semeq.cli.listening_room import ListeningRoom
from semeq.errors import ParameterError
from semeq.words.teacher import Teacher
from semeq.words.teaching_probe import Probe

_KEYS = "p plays again, u takes the last answer back, q stops and keeps all"
_RATE = f"-1 (the opposite) to 1 (just so); {_KEYS}"
_COMPARE = f"a or b; {_KEYS}"
_REPEAT_EVERY = 5  # of so many ratings, one is of something that was rated before


def teach(
    word: Annotated[str, typer.Argument(help="Any word, in any language.")],
    audio: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What to listen to, from 44.1 kHz; default: a demo."),
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="The private file of the word; default: WORD.json.")
    ] = None,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="DIR", help="Folder for the sounds.")
    ] = Path("probes"),
    compare: Annotated[
        bool, typer.Option("--compare", help="Ask which of two is more so.")
    ] = False,
    strength: Annotated[
        float, typer.Option(metavar="DB", help="Of a new word's equalizers, 1 to 30.")
    ] = 10.0,
    player: Annotated[
        str | None, typer.Option(help="Program that plays a file; none plays nothing.")
    ] = None,
    answers: Annotated[
        str | None, typer.Option(help="What would be typed, with spaces between.")
    ] = None,
) -> None:
    """Teach a word by listening: rate equalizers from -1 to 1, or say which of two is more so.

    All sounds have one loudness. Each answer is kept at once: the same command goes on where it was
    stopped. It ends when a further answer would teach little.
    """
    path = file or Path(f"{_file_name(word)}.json")
    room = ListeningRoom(audio, output, player)
    teacher = _teacher(word, path, room.sample_rate, strength)
    typed = iter(answers.split()) if answers is not None else _lines()
    n_before = len(teacher.answers)
    while not teacher.is_done:
        asked = _compare if compare else _rate
        if not asked(teacher, room, typed):
            break
    else:
        out.print_plain("a further answer would teach little")
    if not teacher.answers:
        out.print_plain("nothing was answered, so nothing is kept")
        return
    result = teacher.result
    fit = result.fit(sample_rate=room.sample_rate)
    print_bands(fit.settings)
    out.print_plain(f"{result}\nfive bands miss the curve by {fit.rms_db:.2f} dB RMS")
    out.print_plain(f"{len(teacher.answers) - n_before} new answers; all are kept in {path}")


def _teacher(word: str, path: Path, sample_rate: float, strength_db: float) -> Teacher:
    if not path.exists():
        return Teacher(word, path=path, sample_rate=sample_rate, strength_db=strength_db)
    teacher = Teacher.resume(path, sample_rate=sample_rate)
    if teacher.word != word:
        raise ParameterError(
            f"{path} holds the word {teacher.word!r}, not {word!r}: name another file with --file"
        )
    err.print_line("note", "yellow", f"going on with {len(teacher.answers)} answers in {path}")
    return teacher


def _rate(teacher: Teacher, room: ListeningRoom, typed: Iterator[str]) -> bool:
    """Ask for one rating; False if there is no more to come."""
    n = len(teacher.answers) + 1
    probe = teacher.repeat() if n % _REPEAT_EVERY == 0 else teacher.next()
    files = room.render(n, {"": probe})
    question = f"{n}: how {teacher.word}? {_RATE}"
    while (key := _ask(question, typed, room, files)) is not None:
        try:
            if key == "u":
                teacher.undo()
            else:
                teacher.rate(probe, _number(key))
        except ParameterError as error:
            err.print_line("again", "yellow", str(error))
            continue
        return True
    return False


def _compare(teacher: Teacher, room: ListeningRoom, typed: Iterator[str]) -> bool:
    """Ask for one comparison; False if there is no more to come."""
    n = len(teacher.answers) + 1
    a, b = teacher.pair()
    order: dict[str, tuple[Probe, Probe]] = {"a": (a, b), "b": (b, a)}
    files = room.render(n, {"a": a, "b": b})
    while (
        key := _ask(f"{n}: which is more {teacher.word}? {_COMPARE}", typed, room, files)
    ) is not None:
        try:
            if key == "u":
                teacher.undo()
            elif key in order:
                teacher.compare(*order[key])
            else:
                raise ParameterError(f"expected a or b, got {key!r}")  # noqa: TRY301
        except ParameterError as error:
            err.print_line("again", "yellow", str(error))
            continue
        return True
    return False


def _ask(question: str, typed: Iterator[str], room: ListeningRoom, files: list[Path]) -> str | None:
    """Play and ask until something but p is typed; None to stop."""
    while True:
        out.print_plain(f"{', '.join(map(str, files))}\n{question}")
        room.play(files)
        key = next(typed, "q").strip().lower()
        if key == "q":
            return None
        if key != "p":
            return key


def _number(key: str) -> float:
    try:
        return float(key)
    except ValueError:
        raise ParameterError(f"expected a number from -1 to 1, got {key!r}") from None


def _lines() -> Iterator[str]:
    """Yield what is typed, until the end of input or Ctrl-C."""
    while True:
        try:
            yield input("> ")
        except (EOFError, KeyboardInterrupt):
            return


def _file_name(word: str) -> str:
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in word) or "word"
