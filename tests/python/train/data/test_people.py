"""Who set what behind one address: by order, by name, by clip; and nothing told of anybody."""

from __future__ import annotations

import dataclasses
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from semeq.cli.data import data
from semeq.train.data.cleaning import clean, merge_spellings
from semeq.train.data.people import name_people, opaque
from semeq.train.data.safe import read_safe
from semeq.train.data.splits import grouped_folds
from semeq.train.data.table import SettingsTable

LAB = "contributor-001"
Row = tuple[str, str, str]  # word, column 18, column 19
CLIPS = [f"clip {i}" for i in range(10)]


def numbers(rows: Sequence[Row], contributors: Sequence[str] | None = None) -> list[int]:
    """Number of the person of each row, as its name ends."""
    names = name_people(
        range(len(rows)),
        [LAB] * len(rows) if contributors is None else contributors,
        [row[0] for row in rows],
        [(opaque(row[1]), opaque(row[2])) for row in rows],
    )
    return [int(name.rsplit("-", 1)[1]) for name in names.tolist()]


def pairs(clips: Iterable[str], column: int) -> list[Row]:
    """*Warm*, then *bright*, for each clip, which stands in that column."""
    return [
        (word, clip if column == 18 else "", clip if column == 19 else "")
        for clip in clips
        for word in ("warm", "bright")
    ]


def named(person: str, n_clips: int = 10) -> list[Row]:
    return [(word, person, clip) for word, _, clip in pairs(CLIPS[:n_clips], 19)]


def blocks(n_people: int) -> list[Row]:
    return [(word, "", "") for word in ("bright", "warm") for _ in range(10)] * n_people


def test_an_address_with_few_rows_of_a_word_is_one_person() -> None:
    rows = [("warm", "a", ""), *[("bright", "b", "")] * 30, *[("warm", "c", "")] * 7]
    assert set(numbers(rows)) == {1}


@pytest.mark.parametrize("n_people", [1, 2, 7])
def test_without_names_or_clips_the_eleventh_row_of_a_word_begins_a_person(n_people: int) -> None:
    wanted = np.repeat(np.arange(1, n_people + 1), 20).tolist()
    assert numbers(blocks(n_people)) == wanted
    turns = [(word, "", "") for word, _, _ in pairs(CLIPS, 18)] * n_people
    assert numbers(turns) == wanted


def test_one_warm_too_few_shifts_nobody_else() -> None:
    """A person who left one *warm* out still ends where the eleventh *bright* comes."""
    rows = blocks(3)
    del rows[19]
    assert numbers(rows) == [1] * 19 + [2] * 20 + [3] * 20


def test_a_column_of_names_tells_people_apart_even_if_they_take_turns() -> None:
    one, other = named("p 1"), named("P 2", n_clips=9)
    assert numbers(one + other) == [1] * 20 + [2] * 18
    mixed = [row for both in zip(one, other, strict=False) for row in both]
    assert numbers(mixed) == [1, 2] * 18


def test_a_row_without_a_name_is_whose_the_last_was() -> None:
    rows = named("p 1") + named("p 2")
    rows[0] = ("warm", " ", CLIPS[0])
    rows[25] = ("bright", "", "")
    assert numbers(rows) == [1] * 20 + [2] * 20


def test_a_mistyped_name_does_not_turn_names_into_clips() -> None:
    rows = named("p 1") + named("p 2") + named("p 3")
    rows[5] = ("bright", "o 1", rows[5][2])
    told = numbers(rows)
    assert told[5] == 2
    assert told[:5] + told[6:20] == [1] * 19
    assert told[20:] == [3] * 20 + [4] * 20


def test_a_clip_that_comes_back_begins_a_person() -> None:
    rows = pairs(CLIPS, 18)
    assert numbers(rows * 3) == [1] * 20 + [2] * 20 + [3] * 20


def test_a_clip_taken_up_again_at_once_begins_none() -> None:
    """Three clips back is the same person; so is any return while fewer than eight are known."""
    order = [0, 1, 0, 2, 3, 4, 5, 6, 7, 5, 8, 9, 5, 9]
    assert set(numbers(pairs([CLIPS[i] for i in order], 18))) == {1}
    later = [*range(10), 6]
    assert numbers(pairs([CLIPS[i] for i in later], 18))[-2:] == [2, 2]


def test_blank_clips_begin_nobody() -> None:
    rows = pairs(CLIPS, 18) * 2
    for i in (0, 7, 19, 30):
        rows[i] = (rows[i][0], "  ", "")
    assert numbers(rows) == [1] * 20 + [2] * 20
    assert numbers([(word, "", "") for word, _, _ in rows]) == [1] * 20 + [2] * 20


def test_other_words_of_a_laboratory_are_one_further_person() -> None:
    rows = [("thin", "p 9", ""), *blocks(2), ("muddy", "", "")]
    assert numbers(rows) == [3] + [1] * 20 + [2] * 20 + [3]


def test_a_misspelled_word_counts_once_spellings_are_merged(
    tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    rows = made_up_rows(40)
    for row, (word, first, second) in zip(rows, blocks(2), strict=True):
        row[1], row[2], row[18], row[19] = word, "10.0.0.1", first, second
    rows[15][1] = "Wawrm "
    people = read_safe(write_csv(tmp_path / "a.csv", rows)).people
    assert (len(set(people[:20])), len(set(people[20:])), len(set(people))) == (1, 1, 2)


@given(st.data())
def test_how_addresses_interleave_does_not_matter(data: st.DataObject) -> None:
    """Whose rows lie between, and in which lines of the file they stand, changes no person."""
    labs = [named("p 1") + named("p 2"), pairs(CLIPS, 18) * 2, blocks(2), [("warm", "x", "")] * 3]
    entries = [(f"contributor-{k}", row) for k, rows in enumerate(labs) for row in rows]
    alone = [number for rows in labs for number in numbers(rows)]
    owners = data.draw(st.permutations([owner for owner, _ in entries]))
    waiting = {owner: iter([i for i, e in enumerate(entries) if e[0] == owner]) for owner in owners}
    order = [next(waiting[owner]) for owner in owners]
    together = numbers([entries[i][1] for i in order], owners)
    assert together == [alone[i] for i in order]

    lines = data.draw(st.permutations(range(len(entries))))
    names = name_people(
        lines,
        [entries[i][0] for i in lines],
        [entries[i][1][0] for i in lines],
        [(opaque(entries[i][1][1]), opaque(entries[i][1][2])) for i in lines],
    )
    assert [int(name[-2:]) for name in names.tolist()] == [alone[i] for i in lines]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.sampled_from(["warm", "bright", "thin"]),
            st.sampled_from(["", *CLIPS]),
            st.sampled_from(["", *CLIPS]),
        ),
        min_size=1,
        max_size=120,
    )
)
def test_a_person_has_one_address_and_numbers_have_no_gap(
    entries: list[tuple[str, str, str, str]],
) -> None:
    owners = [entry[0] for entry in entries]
    told = numbers([entry[1:] for entry in entries], owners)
    of_owner = defaultdict(set)
    for owner, number in zip(owners, told, strict=True):
        of_owner[owner].add(number)
    assert all(each == set(range(1, len(each) + 1)) for each in of_owner.values())


SECRETS = ("geheim", "хранить", "top secret")


@given(
    context=st.lists(
        st.lists(st.sampled_from(["", *SECRETS]), min_size=6, max_size=6), min_size=24, max_size=24
    )
)
@settings(max_examples=25)
def test_what_describes_people_leaves_no_trace(
    context: list[list[str]],
    made_up_rows: Callable[..., Any],
    write_csv: Callable[..., Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rows = made_up_rows(24)
    for i, (row, fields) in enumerate(zip(rows, context, strict=True)):
        row[1], row[2], row[18:24] = ("warm", "bright")[i % 2], "10.20.30.1", fields
    path = write_csv(tmp_path_factory.mktemp("safe") / "a.csv", rows)
    table = read_safe(path)
    told = repr(table) + "".join(
        repr(getattr(table, field.name).tolist())
        for field in dataclasses.fields(table)
        if isinstance(getattr(table, field.name), np.ndarray)
    )
    app = typer.Typer()
    app.command()(data)
    for options in ([], ["--json"]):
        told += CliRunner().invoke(app, ["safe", "--file", str(path), *options]).output
    hashes = [str(opaque(secret)) for secret in SECRETS]
    assert not any(secret in told for secret in (*SECRETS, *hashes, "10.20.30."))


@pytest.fixture(scope="module")
def published(shared_dir: Path) -> SettingsTable:
    return read_safe(shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv")


def test_eight_laboratories_hold_47_people(published: SettingsTable) -> None:
    studied = np.isin(merge_spellings(published.words.tolist()), ("warm", "bright"))
    rows_of: dict[str, list[int]] = {}
    for number in ("001", "079", "080", "081", "082", "133", "134", "135"):
        rows = studied & (published.contributors == f"contributor-{number}")
        rows_of[number] = np.unique(published.people[rows], return_counts=True)[1].tolist()
    assert rows_of == {
        "001": [20] * 20,
        "079": [20, 22, 21, 20, 21, 24, 20, 20, 20, 24, 20],
        "080": [23],
        "081": [19],
        "082": [19, 20, 20, 21],
        "133": [20, 20],
        "134": [20],
        "135": [20] * 7,
    }
    assert sum(map(len, rows_of.values())) == 47
    assert sum(map(sum, rows_of.values())) == 954
    several = {name for name in rows_of if len(rows_of[name]) > 1}
    for owner in set(published.contributors.tolist()):
        people = set(published.people[(published.contributors == owner) & studied].tolist())
        assert len(people) <= 1 or owner.removeprefix("contributor-") in several


def test_warm_and_bright_rest_on_people_not_on_addresses(published: SettingsTable) -> None:
    table, _ = clean(published)
    assert (table.n_people("warm"), table.n_contributors("warm")) == (72, 33)
    assert (table.n_people("bright"), table.n_contributors("bright")) == (62, 23)


def test_people_of_one_address_stay_on_one_side(published: SettingsTable) -> None:
    table, _ = clean(published)
    folds = grouped_folds(table, n_folds=4, seed=0)
    sides = [set(table.contributors[rows].tolist()) for rows in folds]
    assert sum(map(len, sides)) == len(set(table.contributors.tolist()))


def test_the_report_counts_people_beside_addresses(shared_dir: Path) -> None:
    app = typer.Typer()
    app.command()(data)
    path = str(shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv")
    facts = json.loads(CliRunner().invoke(app, ["safe", "--file", path, "--json"]).output)
    assert (facts["n_people"], facts["n_addresses"]) == (167, 126)
    assert facts["evidence"]["warm"] == {"n_examples": 526, "n_people": 72, "n_addresses": 33}
    shown = CliRunner().invoke(app, ["safe", "--file", path]).output
    row = next(line for line in shown.splitlines() if "bright" in line and "500" in line)
    assert row.replace("│", " ").split() == ["bright", "500", "62", "23"]
