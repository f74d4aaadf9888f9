"""The evidence that an entry of the registry rests on: what can be done with each piece of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from desk.action import PARTIAL, REASON, Action
from desk.fields import Field
from shared.i18n.speech import N_

DOCUMENT: Final = (
    Field("evidence.title", N_("Evidence: title of the document"), required=True),
    Field("evidence.link", N_("Evidence: address of the document")),
)
_OUTCOME: Final = (
    Field("evidence.briefing", N_("Evidence: key of the briefing"), required=True),
    Field("evidence.outcome", N_("Evidence: key of the outcome"), required=True),
)
_PIECES: Final = {"document": DOCUMENT, "briefing_outcome": _OUTCOME}
_OWN: Final = "own_word"
_RETRACT: Final = {
    "champion": "/registry/api/champions/{key}/retract-evidence",
    "network": "/registry/api/networks/{key}/retract-establishing",
    "secondment": "/registry/api/secondments/{key}/retract-evidence",
}
_TERM: Final = (
    Field("post", N_("Post"), now="post", null=True),
    Field("on", N_("Date that this evidence gives"), "partial", hint=PARTIAL, null=True),
)
EVIDENCE: Final = (
    *(
        Action(
            f"retract-{kind}-{piece}",
            N_("Retract evidence"),
            kind,
            path,
            (*fields, REASON),
            constants={"evidence.kind": piece},
        )
        for kind, path in _RETRACT.items()
        for piece, fields in _PIECES.items()
    ),
    Action(
        f"retract-network-{_OWN}",
        N_("Retract the secretariat's own word"),
        "network",
        _RETRACT["network"],
        (REASON,),
    ),
    *(
        Action(
            f"correct-secondment-{piece}",
            N_("Correct post or date"),
            "secondment",
            "/registry/api/secondments/{key}/correct",
            (*_TERM, *fields),
            constants={"evidence.kind": piece},
        )
        for piece, fields in _PIECES.items()
    ),
)
"""Every action."""


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: the record's words for it in their language, and the forms about it.

    A secondment's can be corrected.
    """

    words: str | None
    language: str | None
    retract: str
    correct: str | None


def pieces(kind: str, key: str, document: Mapping[str, Any]) -> Iterator[Piece]:
    """What the entry rests on now; words None are the secretariat's own word."""
    for support in document.get("causes") or document.get("evidence") or ():
        evidence = support["evidence"] or {"kind": _OWN}
        said = {f"evidence.{name}": value for name, value in evidence.items() if name != "kind" and value}
        words = [str(evidence[name]) for name in ("title", "briefing", "outcome") if evidence.get(name)]
        about = f"{kind}-{evidence['kind']}"
        on = {"on": support["on"]} if support.get("on") else {}
        yield Piece(
            " · ".join(words) or None,
            evidence.get("language") if evidence["kind"] == "document" else "en",
            f"/desk/do/retract-{about}?{urlencode({'key': key, **said})}",
            f"/desk/do/correct-{about}?{urlencode({'key': key, **said, **on})}"
            if kind == "secondment"
            else None,
        )
