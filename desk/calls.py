"""What the desk can do with a call for input."""

from typing import Final

from desk.action import REASON, Action
from desk.fields import Field
from desk.proceedings import LINES
from shared.i18n.objectives import OBJECTIVES
from shared.i18n.speech import N_, OWN_NAMES

_C: Final = "/consultations/api/calls/{key}"
_KEY: Final = Field(
    "key", N_("Key"), required=True, hint=N_("Part of its address for ever, such as 2026-report.")
)
_ZONE: Final = N_("Such as Europe/Zurich or America/New_York.")
KINDS: Final = (
    ("text", N_("words")),
    ("choice", N_("a choice of options")),
    ("scale", N_("a number on a scale")),
    ("file", N_("files")),
)


def _versions(name: str, title: str, kind: str = "line") -> tuple[Field, ...]:
    """A text in each official language; English is required of a title."""
    return tuple(
        Field(f"{name}.{tag}", title, kind, now=f"{name}.{tag}", about=tag)  # type: ignore[arg-type]  # of these two
        for tag in OWN_NAMES
    )


def _wall(name: str, date: str, *, now: bool) -> tuple[Field, ...]:
    """A time on the clock of a place."""
    at = f"{name}." if now else None
    return (
        Field(f"{name}.date", date, "day", required=not now, now=at and f"{at}date"),
        Field(f"{name}.time", N_("Time"), "time", required=not now, now=at and f"{at}time"),
        Field(
            f"{name}.time_zone", N_("Time zone"), required=not now, hint=_ZONE, now=at and f"{at}time_zone"
        ),
    )


_QUESTION: Final = (
    Field("key", N_("Key"), required=True),
    Field("kind", N_("Answered by"), "choice", required=True, options=KINDS),
    *(Field(f"text.{tag}", N_("Question"), "text", required=tag == "en", about=tag) for tag in OWN_NAMES),
    Field("required", N_("Must be answered"), "flag"),
    Field(
        "limit",
        N_("At most"),
        "number",
        hint=N_("Characters of a text, options that may be chosen, or files."),
    ),
    Field("options", N_("Options"), "options", hint=N_("One on each line, as home: At home | fr: Chez soi.")),
    Field("least", N_("Least on the scale"), "number"),
    Field("most", N_("Most on the scale"), "number"),
)
_TERMS: Final = (
    *_versions("terms.title", N_("Title")),
    *_versions("terms.context", N_("Context"), "text"),
    Field(
        "terms.questions", N_("Questions"), "rows", rows=_QUESTION, now="terms.questions", folded="text.en"
    ),
    Field(
        "terms.audiences",
        N_("Addressed to"),
        "lines",
        hint=N_(
            "One on each line: member_states, migrants, stakeholders, un_country_teams, regional_mechanisms."
        ),
        now="terms.audiences",
    ),
    Field("terms.region", N_("Region"), hint=N_("Such as africa; empty for all."), now="terms.region"),
    Field(
        "terms.objectives",
        N_("Objectives of the Compact"),
        "numbers",
        hint=LINES,
        options=tuple((str(number), title) for number, title in OBJECTIVES.items()),
        now="terms.objectives",
    ),
    *_wall("terms.opens", N_("Opens on"), now=True),
    *_wall("terms.closes", N_("Closes on"), now=True),
    Field("terms.late", N_("Takes inputs after closing, marked late"), "flag", now="terms.late"),
    Field("terms.pseudonymous", N_("Takes inputs without a name"), "flag", now="terms.pseudonymous"),
    Field("terms.moderated", N_("A moderator looks at each input"), "flag", now="terms.moderated"),
    *_versions("terms.why_location", N_("Why it asks where somebody is"), "text"),
    *_versions("terms.why_legal_status", N_("Why it asks for somebody's legal status"), "text"),
)
_EXAMPLE: Final = Field(
    "example", N_("An example, not a real call"), "flag", hint=N_("Said once, and for ever."), now="example"
)
_MOVE: Final = (*_wall("closes", N_("Closes on"), now=False), REASON)
CALLS: Final = (
    Action(
        "draft-call",
        N_("Draft a call for input"),
        "call",
        f"{_C}/draft",
        (*_TERMS, _EXAMPLE),
        (_KEY,),
        when=("drafted",),
    ),
    Action("announce-call", N_("Announce it"), "call", f"{_C}/announce", when=("drafted",)),
    Action("extend-call", N_("Let it close later"), "call", f"{_C}/extend", _MOVE, when=("announced",)),
    Action("close-call", N_("Let it close sooner"), "call", f"{_C}/close", _MOVE, when=("announced",)),
    Action("reopen-call", N_("Open it again"), "call", f"{_C}/reopen", _MOVE, when=("announced",)),
    Action(
        "withdraw-call",
        N_("Take it back"),
        "call",
        f"{_C}/withdraw",
        (REASON,),
        when=("drafted", "announced"),
    ),
)
"""Every action."""
