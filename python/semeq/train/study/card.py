"""The model card: the artifact's metadata as a page that a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from semeq.eq.params import PARAM_NAMES
from semeq.train.evaluation.markdown import markdown_table
from semeq.train.study.report import metric_rows

LIMITS = (
    "The data are two words plus crumbs, and a handful of people made most of them. "
    "What is said of *warm* and *bright* is judged on people the model has not heard; "
    "what is said of the other words is not. The settings were made on whatever sound "
    "each person had at hand. Words are English or Spanish, and most rest on two people."
)
GRAPHIC_LIMITS = (
    "Words are English or Spanish, and most rest on two people. Curves are relative: each was "
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
            f"{len(terms)} words. The last {metadata['embedding_dim']} coordinates are the "
            "embedding in which words are told apart."
        ),
        "## Figures",
        (
            f"{metrics['protocol']}. Training: {_rows(rows['train'], metadata)}; held out: "
            f"{_rows(rows['held_out'], metadata)}. The test part was opened "
            f"{_times(metrics['test_openings'])}. `semeq evaluate` prints these figures again."
        ),
        markdown_table(("figure", "train", "held out", "beside it"), metric_rows(metrics)),
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


def _is_five_bands(metadata: Mapping[str, Any]) -> bool:
    return tuple(metadata["param_names"]) == PARAM_NAMES


def _settings(metadata: Mapping[str, Any]) -> str:
    if _is_five_bands(metadata):
        return "the 13 parameters of a five-band equalizer"
    return f"the {len(metadata['param_names'])} gains of a graphic equalizer"


def _rows(rows: Mapping[str, int], metadata: Mapping[str, Any]) -> str:
    if _is_five_bands(metadata):
        return f"{rows['rows']} rows of {rows['contributors']} contributors"
    return f"{rows['rows']} rows"


def _words(metadata: Mapping[str, Any]) -> list[str]:
    """Tables of the words: all with single settings, and a summary of the rest."""
    terms, known = metadata["terms"], metadata["vocabulary"]
    solid = [entry["term"] for entry in terms if entry["grade"] == "solid"]
    detailed = [entry for entry in terms if "band_db" in entry or len(entry["sources"]) > 1]
    single = [e for e in terms if len(e["sources"]) == 1 and e not in detailed]
    errors, morphs = known["to_own_curve_db"], known["morphs"]
    sources = ", ".join(f"{n} of {name}" for name, n in known["by_source"].items())
    return [
        (
            f"{len(terms)} words: {sources}, {known['in_both']} in both. Decoded, they lie "
            f"{errors['median']:.2f} dB RMS from their curves (median; 95 %: "
            f"{errors['p95']:.2f}). Of {morphs['n_pairs']:,} pairs drawn from all of them, "
            f"{morphs['share_monotone']:.1%} come closer to their end in every hundredth of a "
            f"walk, by at most {morphs['max_step_db']:.2f} dB. Solid: "
            f"{', '.join(solid) or 'none'}. A thin word rests on few people; take its place as one "
            "opinion. *One person's word* may mean something to that person alone."
        ),
        markdown_table(
            ("term", "settings, people of each source", "correlation", "spread (dB)", "grade"),
            [
                (
                    entry["term"],
                    "; ".join(_source(source) for source in entry["sources"]),
                    f"{entry['correlation']:.2f}" if "correlation" in entry else "",
                    f"{entry['spread_db']:.1f}" if "spread_db" in entry else "",
                    entry["grade"],
                )
                for entry in detailed
            ],
        ),
        (
            f"The other {len(single)} words, each of one source: "
            + ", ".join(
                f"{entry['term']} {sum(s['n_contributors'] for s in entry['sources'])}"
                for entry in single
            )
            + ". (The number counts people.)"
        )
        if single
        else "",
    ]


def _source(source: Mapping[str, Any]) -> str:
    return f"{source['name']} {source['n_examples']}, {source['n_contributors']}"


def _joined(data: Mapping[str, Any]) -> list[str]:
    words = data["socialeq"]
    if words is None:
        return []
    return [f"- Words: {words['words']} of {words['name']}; SHA-256 `{words['sha256']}`"]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"
