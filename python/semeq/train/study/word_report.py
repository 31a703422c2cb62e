"""What the checks of words found, as tables."""

from __future__ import annotations

from typing import Any

from semeq.markdown import markdown_table
from semeq.train.study.rare_words import SYSTEMS


def report(checks: dict[str, Any]) -> str:
    """Lay out what :func:`check_words` returned, in Markdown."""
    fit, graphic, pair, held_out = (checks[name] for name in ("fit", "graphic", "pair", "held_out"))
    facts = [
        ("Words of sessions fitted by 13 parameters, RMS dB: median", f"{fit['median_db']:.2f}"),
        ("... 95 %", f"{fit['p95_db']:.2f}"),
        ("... worst", f"{fit['max_db']:.2f}"),
        (
            "... as the model plays them, layouts kept usual: median",
            f"{fit['played_median_db']:.2f}",
        ),
        ("... 95 %", f"{fit['played_p95_db']:.2f}"),
        ("processor time for one curve alone (ms, median)", f"{fit['ms_per_curve']:.0f}"),
        ("40-band graphic_eq, largest error at a center (dB)", f"{graphic['max_error_db']:.4f}"),
        (f"warm/bright of {pair['rows']} SAFE rows by sessions alone", f"{pair['accuracy']:.3f}"),
        ("... warm", f"{pair['warm']:.3f}"),
        ("... bright", f"{pair['bright']:.3f}"),
        ("... octaves counted alike", f"{pair['on_log_grid']:.3f}"),
        ("... in the embedding, which these rows' labels shaped", f"{pair['in_embedding']:.3f}"),
        ("shared words with two rows or more", str(held_out["words"])),
        ("... mean correlation", f"{held_out['mean_correlation']:.2f}"),
        ("... correlation above 0.5", f"{held_out['share_above_half']:.0%}"),
        (
            f"sessions alone name SAFE's medians: median rank of {held_out['n_taught']}",
            f"{held_out['median_rank_by_socialeq']:.0f}",
        ),
        (
            f"SAFE alone names the sessions' curves: median rank of {held_out['words']}",
            f"{held_out['median_rank_by_safe']:.0f}",
        ),
        (
            "SAFE's medians from the sessions' curves, from flat (mean dB)",
            f"{held_out['residual_db']:.2f}, {held_out['flat_db']:.2f}",
        ),
    ]
    words = [
        (
            each["word"],
            f"{each['n_rows']}, {each['n_people']}",
            str(each["n_taught"]),
            f"{each['correlation']:.2f}",
            f"{each['residual_db']:.1f} of {each['flat_db']:.1f}",
            str(each["rank_by_socialeq"]),
            str(each["rank_by_safe"]),
        )
        for each in checks["shared"]
    ]
    senses = [
        (
            word,
            f"{each['clearness']:.2f}",
            f"{each['clearness_by_chance']:.2f}",
            f"{each['chance']:.2f}",
            ", ".join(map(str, each["people"])),
        )
        for word, each in checks["senses"].items()
    ]
    rare = [
        (
            f"{name}, {group['cases']} cases of {group['words']} words",
            *(f"{group[system]:.2f}" for system in SYSTEMS),
            "{:+.2f} to {:+.2f}".format(*group["gain_interval_db"]),
        )
        for name, group in checks["rare"].items()
    ]
    header = ("word", "SAFE rows, people", "sessions", "correlation", "residual (dB)")
    return "\n\n".join(
        [
            markdown_table(("figure", "value"), facts),
            markdown_table(("rare words, unseen contributor (dB)", *SYSTEMS, "gain on flat"), rare),
            markdown_table((*header, "rank by sessions", "rank by SAFE"), words),
            markdown_table(("word", "clearness", "one cloud's", "chance", "people"), senses),
        ]
    )
