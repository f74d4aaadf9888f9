"""What the desk can do with a briefing."""

from collections.abc import Mapping
from typing import Any, Final

from desk.action import PARTIAL, REASON, TITLE, WHY, Action
from desk.fields import Field
from desk.proceedings import LINES, PROCEEDINGS, PROGRAMME
from shared.i18n.outcomes import CODES, FIELDS, KINDS
from shared.i18n.speech import N_

_B: Final = "/consultations/api/briefings/{key}"
_KEY = Field("key", N_("Key"), required=True, hint=N_("Part of its address for ever, such as 2026-12-01."))
_ITEM = Field(
    "item", N_("Key"), required=True, hint=N_("A name of its own within the briefing, such as champion_PRT.")
)
_WHEN = (
    Field("when.date", N_("Date"), "day", required=True, now="when.date"),
    Field("when.start", N_("Time"), "time", now="when.start"),
    Field(
        "when.time_zone",
        N_("Time zone"),
        hint=N_("Such as Europe/Zurich or America/New_York."),
        now="when.time_zone",
    ),
    Field("place", N_("Place"), now="place"),
)
_DOC = (
    Field("document.title", N_("Title"), required=True),
    Field("document.language", N_("Language"), required=True, hint=N_("Such as en, fr or zh-Hant.")),
    Field("document.link", N_("Address")),
    Field(
        "document.sha256",
        N_("SHA-256 of its file"),
        hint=N_("64 digits and letters, where the file is known."),
    ),
)
_ISSUE = (
    Field("issue.topic", N_("Topic"), required=True),
    Field("issue.text", N_("What was raised"), "text", required=True),
)


def _outcome_fields() -> Mapping[str, tuple[Field, ...]]:
    """The fields of each kind of outcome."""

    def one(name: str, kind: Any = "line", **more: Any) -> Field:
        return Field(f"outcome.{name}", FIELDS[name], kind, **more)

    def coded(name: str, *, required: bool = False) -> Field:
        return one(name, "choice", required=required, options=tuple(CODES[name].items()))

    return {
        "champion_accepted": (
            one("country", "country", required=True),
            one("since", "partial", hint=PARTIAL),
        ),
        "coordination_structure_in_progress": (coded("level", required=True), one("network", "network")),
        "guidance_to_publish": (one("item", required=True),),
        "list_published": (one("item", required=True), one("where"), one("initial", "flag")),
        "feedback_invited": (one("where"),),
        "mptf_review_planned": (one("what"), one("submitted_by"), one("purpose")),
        "mptf_pipeline_planned": (one("rolling", "flag"), one("use", "lines", hint=LINES)),
        "informal_consultations_planned": (
            one("starting", "partial", hint=PARTIAL),
            one("season"),
            one("participants", "lines", hint=LINES),
            one("feeds"),
        ),
        "sg_report_launch_planned": (one("month", "partial", hint=PARTIAL), one("occasion")),
        "briefings_planned": (one("cities", "lines", hint=LINES), one("period")),
        "secondment_acknowledged": (one("agency", required=True), one("to"), coded("state")),
        "core_work_continues": (one("areas", "lines", hint=LINES),),
    }


_HELD = ("held", "summarised")
_ANY = ("scheduled", "cancelled", *_HELD)
BRIEFING: Final = (
    Action("schedule", N_("Schedule a briefing"), "briefing", f"{_B}/schedule", (TITLE, *_WHEN), (_KEY,)),
    Action("move", N_("Move it"), "briefing", f"{_B}/move", (*_WHEN, WHY), when=("scheduled",)),
    Action("cancel", N_("Cancel it"), "briefing", f"{_B}/cancel", (WHY,), when=("scheduled",)),
    Action(
        "hold",
        N_("Record that a briefing was held"),
        "briefing",
        f"{_B}/hold",
        (TITLE, *_WHEN),
        (_KEY,),
        when=("scheduled", "cancelled"),
    ),
    Action(
        "correct-holding",
        N_("Correct title, day or place"),
        "briefing",
        f"{_B}/correct-holding",
        (TITLE, *_WHEN),
        when=_HELD,
    ),
    Action("programme", N_("Set the programme"), "briefing", f"{_B}/programme", PROGRAMME, when=_ANY),
    Action(
        "proceedings", N_("Record the proceedings"), "briefing", f"{_B}/proceedings", PROCEEDINGS, when=_HELD
    ),
    Action("summarise", N_("Declare the summary complete"), "briefing", f"{_B}/summarise", when=("held",)),
    Action(
        "attach-document",
        N_("Attach a document"),
        "briefing",
        f"{_B}/documents/{{item}}/attach",
        _DOC,
        (_ITEM,),
        when=_ANY,
    ),
    Action(
        "correct-document",
        N_("Correct a document"),
        "briefing",
        f"{_B}/documents/{{item}}/correct",
        _DOC,
        (_ITEM,),
    ),
    Action(
        "withdraw-document",
        N_("Withdraw a document"),
        "briefing",
        f"{_B}/documents/{{item}}/withdraw",
        (REASON,),
        (_ITEM,),
    ),
    Action(
        "raise-issue",
        N_("Record an issue raised"),
        "briefing",
        f"{_B}/issues/{{item}}/raise",
        _ISSUE,
        (_ITEM,),
        when=_HELD,
    ),
    Action(
        "correct-issue",
        N_("Correct an issue"),
        "briefing",
        f"{_B}/issues/{{item}}/correct",
        _ISSUE,
        (_ITEM,),
    ),
    Action(
        "withdraw-issue",
        N_("Withdraw an issue"),
        "briefing",
        f"{_B}/issues/{{item}}/withdraw",
        (REASON,),
        (_ITEM,),
    ),
    *(
        Action(
            f"{does}-{kind}",
            title,
            "briefing",
            f"{_B}/outcomes/{{item}}/{does}",
            fields,
            (_ITEM,),
            {"outcome.kind": kind},
        )
        for kind, fields in _outcome_fields().items()
        for does, title in (("record", KINDS[kind]), ("correct", KINDS[kind]))
    ),
    Action(
        "withdraw-outcome",
        N_("Withdraw an outcome"),
        "briefing",
        f"{_B}/outcomes/{{item}}/withdraw",
        (REASON,),
        (_ITEM,),
    ),
)
"""Every action."""
