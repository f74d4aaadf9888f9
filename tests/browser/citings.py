"""Findings with cited passages for pages to show, by the API."""

from typing import Any, Final

from tests.browser.calls import HELPS, SAID, House, id_of

ARABIC: Final = "شخص يشرح القواعد بلغتي، وشخص ينتظر معي"


def cited(url: str, secretariat: str, read: str) -> dict[str, str]:
    """A finding that something came of, one with nothing, one that was taken back; marks that overlap."""
    desk, anybody = House(url, secretariat), House(url)
    arabic = anybody.post(
        "/calls/heard/inputs", {**SAID, "language": "ar", "answers": {"helps": ARABIC, "well": 3}}
    )
    hidden = anybody.post("/calls/heard/inputs", SAID)
    of = {"arabic": anybody.published(arabic), "hidden": anybody.published(hidden)}
    for key, text in (
        (
            "rules",
            {
                "en": "People want the rules explained.",
                "fr": "Les gens veulent que les règles soient expliquées.",
            },
        ),
        ("waiting", {"es": "Se espera demasiado."}),
        ("gone", {"en": "Nobody says this."}),
    ):
        desk.post(f"/findings/{key}/record", {"text": text, "call": "heard", "example": True})
        desk.wait_for(f"/findings/{key}")
    desk.post("/findings/gone/withdraw", {"reason": "said in another finding"})
    for public, passage in (
        (read, HELPS),
        (read, "explains the rules"),
        (of["arabic"], ARABIC[:16]),
        (of["hidden"], "Somebody"),
    ):
        mark(desk, public, "rules", passage)
    mark(desk, read, "waiting", "explains the rules")
    anybody.post(
        f"/inputs/{id_of(hidden)}/consent", {"consent": "counted"}, **{"Input-Author": hidden["author"]}
    )
    for kind, target in (("briefing_outcome", "2020-03-04#champion_PRT"), ("review_conclusion", "imrf-2022")):
        tied = desk.post("/findings/rules/tie", {"kind": kind, "target": target})
        desk.wait_for(f"/findings/rules?after=finding-rules@{tied['version']}")
    return {"finding": "rules", **of}


def mark(desk: House, public: str, finding: str, passage: str) -> None:
    """Mark it."""
    body: dict[str, Any] = {"question": "helps", "passage": passage, "finding": finding}
    made = desk.post(f"/inputs/{public}/passages", body)
    desk.wait_for(f"/inputs/{public}/passages?after={made['stream']}@{made['version']}")
