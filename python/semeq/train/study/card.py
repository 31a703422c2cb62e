"""The model card: the artifact's metadata as a page that a person reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from semeq.eq.params import PARAM_NAMES
from semeq.markdown import markdown_table
from semeq.train.study.report import FIGURE_COLUMNS, earlier_rows
from semeq.train.study.walk_report import COPY_NOTE, walk_rows
from semeq.words.agreement import DISPUTED, MIN_MANY, PERSONAL, SOLID, THIN
from semeq.words.term_info import TermInfo
from semeq.words.term_table import TERM_COLUMNS, term_row
from semeq.words.vocabulary import rank

_GRADES = (SOLID, THIN, DISPUTED, PERSONAL)
_N_SHOWN = 60

LIMITS = (
    "The data are two words plus crumbs, and a handful of people made most of them. "
    "What is said of *warm* and *bright* is judged on people the model has not heard; "
    "what is said of the other words is not. The settings were made on whatever sound "
    "each person had at hand. Words are English or Spanish, and most rest on one person."
)
GRAPHIC_LIMITS = (
    "Words are English or Spanish, and most rest on one person. Curves are relative: each was "
    "given 10 dB from its lowest to its highest point. The data do not tell people apart, so "
    "that unseen rows may be of people the model has heard."
)


def model_card(name: str, metadata: Mapping[str, Any]) -> str:
    """Write the card in Markdown, from nothing but the metadata.

    Parameters
    ----------
    name : str
        Name of the model.
    metadata : mapping
        The artifact's ``metadata.json``.
    """
    training, data, metrics = metadata["training"], metadata["data"], metadata["metrics"]
    terms = metadata["terms"]
    rows = metrics["rows"]
    sections = [
        f"# Model card: {name}",
        (
            f"A settings autoencoder: {_settings(metadata)} to "
            f"{metadata['latent_dim']} latent coordinates and back, with a place for each of "
            f"{len(terms)} words. {_latent(metadata)}"
        ),
        "## Figures",
        (
            f"{metrics['protocol']}. Training: {_rows(rows['train'], metadata)}; held out: "
            f"{_rows(rows['held_out'], metadata)}. The test part was opened "
            f"{_times(metrics['test_openings'])}. `semeq evaluate` prints these figures again."
        ),
        *_figures(metrics, metadata["vocabulary"]["morphs"]),
        "## Words",
        *_words(metadata),
        "## Training",
        (
            f"`{training['command']}` with semeq {metadata['semeq_version']}, "
            f"torch {training['torch']}, lightning {training['lightning']}; "
            f"seed {training['seed']}, split seed {data['split_seed']}. "
            "The same data, seed and machine give the same weights."
        ),
        f"- Data: {data['name']}; SHA-256 of the file `{data['sha256']}`",
        f"- What is read from it: SHA-256 `{data['content_sha256']}`",
        f"- Cleaning: {', '.join(f'{k} {v}' for k, v in data['cleaning'].items())}",
        *_joined(data),
        f"- Weights: SHA-256 `{metadata['weights_sha256']}`",
        "## Limits",
        LIMITS if _is_five_bands(metadata) else GRAPHIC_LIMITS,
        "## License and provenance",
        metadata["license"],
    ]
    return "\n\n".join(filter(None, sections)).replace("\n\n- ", "\n- ") + "\n"


def _figures(metrics: Mapping[str, Any], drawn: Mapping[str, Any]) -> list[str]:
    head, earlier = walk_rows(metrics, drawn), earlier_rows(metrics)
    tables = [markdown_table(FIGURE_COLUMNS, rows) for rows in (head, earlier) if rows]
    return [tables[0], COPY_NOTE, *tables[1:]] if head else tables


def _is_five_bands(metadata: Mapping[str, Any]) -> bool:
    return tuple(metadata["param_names"]) == PARAM_NAMES


def _latent(metadata: Mapping[str, Any]) -> str:
    embedding = f"an embedding of {metadata['embedding_dim']} coordinates tells words apart"
    if "polish" not in metadata:
        return f"{embedding[0].upper()}{embedding[1:]}."
    n_steps = metadata["polish"]["n_steps"]
    return (
        "Distance in the latent is RMS distance of the curves in dB, so that walks and sums are "
        f"straight there; decoded settings are polished by {n_steps} step(s) toward the curve. "
        f"Beside it, {embedding}."
    )


def _settings(metadata: Mapping[str, Any]) -> str:
    if _is_five_bands(metadata):
        return "the 13 parameters of a five-band equalizer"
    return f"the {len(metadata['param_names'])} gains of a graphic equalizer"


def _rows(rows: Mapping[str, int], metadata: Mapping[str, Any]) -> str:
    if _is_five_bands(metadata):
        return "{rows} rows of {people} people, {contributors} contributors".format_map(rows)
    return f"{rows['rows']} rows"


def _words(metadata: Mapping[str, Any]) -> list[str]:
    """Say what the words are, with a table of those that most people stand behind."""
    infos = sorted((TermInfo.from_dict(entry) for entry in metadata["terms"]), key=rank)
    known = metadata["vocabulary"]
    errors, morphs = known["to_own_curve_db"], known["morphs"]
    sources = ", ".join(f"{n} of {name}" for name, n in known["by_source"].items())
    grades = Counter(info.grade for info in infos)
    counts = ", ".join(f"{grades[grade]} {grade}" for grade in _GRADES)
    return [
        (
            f"{len(infos)} words: {sources}, {known['in_both']} in both; {counts}. Decoded, they "
            f"lie {errors['median']:.2f} dB RMS from their curves (median; 95 %: "
            f"{errors['p95']:.2f}). Of {morphs['n_pairs']:,} pairs of words that more than one "
            f"person uses, {morphs['share_monotone']:.1%} come closer to their end in every "
            f"hundredth of a walk, by at most {morphs['max_step_db']:.2f} dB. A *thin* word rests "
            f"on fewer than {MIN_MANY} people; take its place as an opinion. People who use a "
            "*disputed* word agree no more than people who use different ones. *One person's* "
            "word may mean something to that person alone."
        ),
        markdown_table(TERM_COLUMNS, [term_row(info) for info in infos[:_N_SHOWN]]),
        f"The {_N_SHOWN} that are offered first; `semeq terms --all` lists all. Settings are of "
        "people who are told apart; a session is of somebody unknown, and counts as one person. "
        "*Chance* is what 95 % of random groups as large stay below."
        if len(infos) > _N_SHOWN
        else "",
    ]


def _joined(data: Mapping[str, Any]) -> list[str]:
    words = data["words"]
    if words is None:
        return []
    return ["- Words: {words} of {name}, {sessions} sessions; SHA-256 `{sha256}`".format_map(words)]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
