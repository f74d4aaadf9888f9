"""What was measured, kept: ``docs/benchmarks.json``, and ``docs/benchmarks.md`` made from it.

An arm's run replaces its own section and leaves the others as they are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import engines
from benchmarks.frame import Arm, Figure

DOCS = Path(__file__).parent.parent / "docs"
PAGE, DATA = DOCS / "benchmarks.md", DOCS / "benchmarks.json"
Section = Mapping[str, Any]

_HEAD = """\
# Benchmarks

Written by `make bench`; `make bench ONLY=projection` measures one arm and replaces its section. The same figures, \
with every round's spread, are in [benchmarks.json](benchmarks.json).

Each figure of the product stands beside that of its limit: a bare program on the same client library and engines \
that does the least that could be called the same, tuned first. The two run in turn, each in a process of its own, \
the first one first in every other round. A figure is the median of the rounds, with the least and the most; a ratio \
is product / limit within a round, then the median of these. CPU is what the measured process itself used, user and \
system. Nothing counts before it was checked to be right.

Both sides write with `w=majority, j=true`, through the same driver. The Rust build of the embedded MongoDB is used \
where it is installed (`cargo install secantus-mdb --version 0.5.3-beta.193 --ignore-rust-version`; on Debian it \
needs cmake, clang and libclang-dev). It runs without `--sync-on-commit` on both sides: what it acknowledges \
survives `kill -9`, but it does not wait for the disk each time. With it, the disk would be what is measured.
"""


def keep(name: str, arm: Arm, plan: Section, figures: Sequence[Figure], rounds: int) -> None:
    """Write an arm's section anew, in both files."""
    sections: dict[str, Section] = json.loads(DATA.read_text()) if DATA.exists() else {}
    sections[name] = {
        "title": arm.title,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "engines": engines.names(),
        "rounds": rounds,
        "text": arm.text,
        "falls_short": arm.falls_short if any(one.reached is False for one in figures) else "",
        "limit_tuned_to": plan.get("best", {}),
        "tried": plan.get("tried", []),
        "figures": [{**asdict(one), "reached": one.reached} for one in figures],
    }
    DATA.write_text(json.dumps(sections, indent=1, ensure_ascii=False) + "\n")
    PAGE.write_text("\n".join([_HEAD, *(_section(sections[key], key) for key in sorted(sections))]))


def line(one: Figure) -> str:
    """A figure in a line, for who watches."""
    sides = f"{one.product.median:,.4g} beside {one.limit.median:,.4g}"
    return f"{one.measure.title}: {sides}, ratio {one.ratio.median:.2f}"


def _section(section: Section, name: str) -> str:
    tuned = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in section["limit_tuned_to"].items())
    told = [
        f"## {section['title']}",
        "",
        section["text"],
        "",
        f"{section['rounds']} rounds, {section['at'][:10]}, `make bench ONLY={name}`. Limit tuned to: {tuned}.",
        "",
        "| figure | product | limit | product / limit | aim |",
        "|---|---|---|---|---|",
        *(_row(figure) for figure in section["figures"]),
        "",
        *([f"**Why it falls short.** {section['falls_short']}", ""] if section["falls_short"] else []),
        "Measured on: " + "; ".join(f"{part} {value}" for part, value in section["engines"].items()) + ".",
        "",
    ]
    return "\n".join(told)


def _row(figure: Section) -> str:
    measure = figure["measure"]
    sides = [_spread(figure[side]) for side in ("product", "limit", "ratio")]
    aim = "none"
    if measure["aim"] is not None:
        sign = "≤" if measure["smaller"] else "≥"
        aim = f"{sign} {measure['aim']:.2f}, {'reached' if figure['reached'] else 'missed'}"
    return f"| {measure['title']} | {' | '.join(sides)} | {aim} |"


def _spread(spread: Mapping[str, float]) -> str:
    median, least, most = (_number(spread[key]) for key in ("median", "least", "most"))
    return f"**{median}** ({least} to {most})"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
