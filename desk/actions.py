"""What the desk can do: one row for each command, with the fields of its form."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from desk.fields import Field
from shared.i18n.outcomes import CODES, FIELDS, KINDS
from shared.i18n.speech import N_


@dataclass(frozen=True)
class Action:
    """A command: what it is called, where it is posted, and its form.

    ``{key}`` and ``{item}`` in a path are fields of the same name: of the address where the thing is known,
    of the form where it begins with this command (``names``).
    """

    name: str
    title: str
    kind: str
    path: str
    fields: tuple[Field, ...] = ()
    names: tuple[Field, ...] = ()
    constants: Mapping[str, Any] = field(default_factory=dict)
    when: tuple[str, ...] = ()
    """The statuses in which a page of the thing offers it."""

    @property
    def begins(self) -> bool:
        """Whether it may be the first that is said of a thing."""
        return any(one.name == "key" for one in self.names)


@dataclass(frozen=True)
class Thing:
    """A kind of thing: where its document and its page are, and its stream."""

    document: str
    page: str


THINGS: Final[Mapping[str, Thing]] = {
    "briefing": Thing("/consultations/api/briefings/{key}", "/consultations/briefings/{key}"),
    "champion": Thing("/registry/api/champions/{key}", "/registry/champions/{key}"),
    "network": Thing("/registry/api/networks/{key}", "/registry/networks/{key}"),
    "secondment": Thing("/registry/api/secondments/{key}", "/registry/secondments/{key}"),
}

_KEY = Field("key", N_("Key"), required=True, hint=N_("Part of its address for ever, such as 2026-12-01."))
_ITEM = Field(
    "item", N_("Key"), required=True, hint=N_("A name of its own within the briefing, such as champion_PRT.")
)
_COUNTRY = Field("key", N_("Country"), "country", required=True)
_NETWORK = Field("key", N_("Network"), "network", required=True)
_REASON = Field("reason", N_("Reason"), "text", required=True)
_WHY = replace(_REASON, required=False)
_PARTIAL = N_("A year, a month or a day: 2020, 2020-03 or 2020-03-04.")
_ON = Field("on", N_("Since"), "partial", required=True, hint=_PARTIAL)
_EVIDENCE = (
    Field("evidence.title", N_("Evidence: title of the document"), required=True),
    Field("evidence.link", N_("Evidence: address of the document")),
)
_DOCUMENT = {"evidence.kind": "document"}
_SOURCE = (
    Field("source.text", N_("Source"), required=True),
    Field("source.link", N_("Source: address")),
)
_TITLE = Field("title", N_("Title"), required=True, now="title")
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
)
_ISSUE = (
    Field("issue.topic", N_("Topic"), required=True),
    Field("issue.text", N_("What was raised"), "text", required=True),
)
_AGENCY_ROLE = (
    Field("agency", N_("Agency"), required=True),
    Field(
        "role",
        N_("Role"),
        "choice",
        required=True,
        options=(
            ("coordinator", N_("coordinator")),
            ("co_lead", N_("co-lead")),
            ("member", N_("member")),
            ("focal_point", N_("focal point")),
            ("secretariat", N_("secretariat")),
        ),
    ),
)
_SECONDED = (
    Field("agency", N_("Releasing agency"), required=True, now="agency"),
    Field("to", N_("Receiving body"), now="to"),
    Field("post", N_("Post"), now="post"),
    Field("on", N_("Date"), "partial", hint=_PARTIAL),
    Field("announced_on", N_("Announced on"), "day"),
    *_EVIDENCE,
)
_B, _C, _N, _S = (
    "/consultations/api/briefings/{key}",
    "/registry/api/champions/{key}",
    "/registry/api/networks/{key}",
    "/registry/api/secondments/{key}",
)


def _outcome_fields() -> Mapping[str, tuple[Field, ...]]:
    """The fields of each kind of outcome."""
    lines = N_("One on each line.")

    def one(name: str, kind: Any = "line", **more: Any) -> Field:
        return Field(f"outcome.{name}", FIELDS[name], kind, **more)

    def coded(name: str, *, required: bool = False) -> Field:
        return one(name, "choice", required=required, options=tuple(CODES[name].items()))

    return {
        "champion_accepted": (
            one("country", "country", required=True),
            one("since", "partial", hint=_PARTIAL),
        ),
        "coordination_structure_in_progress": (coded("level", required=True), one("network", "network")),
        "guidance_to_publish": (one("item", required=True),),
        "list_published": (one("item", required=True), one("where"), one("initial", "flag")),
        "feedback_invited": (one("where"),),
        "mptf_review_planned": (one("what"), one("submitted_by"), one("purpose")),
        "mptf_pipeline_planned": (one("rolling", "flag"), one("use", "lines", hint=lines)),
        "informal_consultations_planned": (
            one("starting", "partial", hint=_PARTIAL),
            one("season"),
            one("participants", "lines", hint=lines),
            one("feeds"),
        ),
        "sg_report_launch_planned": (one("month", "partial", hint=_PARTIAL), one("occasion")),
        "briefings_planned": (one("cities", "lines", hint=lines), one("period")),
        "secondment_acknowledged": (one("agency", required=True), one("to"), coded("state")),
        "core_work_continues": (one("areas", "lines", hint=lines),),
    }


_HELD = ("held", "summarised")
_ANY = ("scheduled", "cancelled", *_HELD)
ACTIONS: Final[Mapping[str, Action]] = {
    action.name: action
    for action in (
        Action(
            "schedule", N_("Schedule a briefing"), "briefing", f"{_B}/schedule", (_TITLE, *_WHEN), (_KEY,)
        ),
        Action("move", N_("Move it"), "briefing", f"{_B}/move", (*_WHEN, _WHY), when=("scheduled",)),
        Action("cancel", N_("Cancel it"), "briefing", f"{_B}/cancel", (_WHY,), when=("scheduled",)),
        Action(
            "hold",
            N_("Record that a briefing was held"),
            "briefing",
            f"{_B}/hold",
            (_TITLE, *_WHEN),
            (_KEY,),
            when=("scheduled", "cancelled"),
        ),
        Action(
            "correct-holding",
            N_("Correct title, day or place"),
            "briefing",
            f"{_B}/correct-holding",
            (_TITLE, *_WHEN),
            when=_HELD,
        ),
        Action(
            "summarise", N_("Declare the summary complete"), "briefing", f"{_B}/summarise", when=("held",)
        ),
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
            "withdraw-document",
            N_("Withdraw a document"),
            "briefing",
            f"{_B}/documents/{{item}}/withdraw",
            (_REASON,),
            (_ITEM,),
            when=_ANY,
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
            "withdraw-issue",
            N_("Withdraw an issue"),
            "briefing",
            f"{_B}/issues/{{item}}/withdraw",
            (_REASON,),
            (_ITEM,),
            when=_HELD,
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
            (_REASON,),
            (_ITEM,),
            when=_HELD,
        ),
        Action(
            "invite",
            N_("Invite a champion country"),
            "champion",
            f"{_C}/invite",
            (_ON, *(replace(one, required=False) for one in _EVIDENCE)),
            (_COUNTRY,),
            _DOCUMENT,
        ),
        Action(
            "accept",
            N_("Accept a champion country"),
            "champion",
            f"{_C}/accept",
            (replace(_ON, name="since"), Field("announced_on", N_("Announced on"), "day"), *_EVIDENCE),
            (_COUNTRY,),
            _DOCUMENT,
            when=("invited", "withdrawn"),
        ),
        Action(
            "activate",
            N_("Record that it became active"),
            "champion",
            f"{_C}/activate",
            (_ON, Field("note", N_("Note"), "text")),
            when=("accepted",),
        ),
        Action(
            "withdraw",
            N_("Record that it withdrew"),
            "champion",
            f"{_C}/withdraw",
            (_ON, _WHY),
            when=("accepted", "active"),
        ),
        Action("plan", N_("Plan a network"), "network", f"{_N}/plan", (_TITLE, *_SOURCE), (_NETWORK,)),
        Action(
            "start-establishing",
            N_("Record that it is being set up"),
            "network",
            f"{_N}/start-establishing",
            (replace(_ON, required=False),),
            when=("planned",),
        ),
        Action(
            "establish",
            N_("Record that it was established"),
            "network",
            f"{_N}/establish",
            (_ON, *_SOURCE),
            when=("planned", "establishing"),
        ),
        Action(
            "close",
            N_("Record that it closed"),
            "network",
            f"{_N}/close",
            (_ON, _WHY),
            when=("planned", "establishing", "established"),
        ),
        Action(
            "join",
            N_("Add an agency"),
            "network",
            f"{_N}/join",
            _AGENCY_ROLE,
            when=("planned", "establishing", "established"),
        ),
        Action(
            "leave",
            N_("Remove an agency"),
            "network",
            f"{_N}/leave",
            _AGENCY_ROLE,
            when=("planned", "establishing", "established"),
        ),
        Action("announce", N_("Announce a secondment"), "secondment", f"{_S}/announce", _SECONDED),
        Action(
            "start",
            N_("Record that a secondment is in post"),
            "secondment",
            f"{_S}/start",
            _SECONDED,
            when=("impending",),
        ),
        Action(
            "end",
            N_("Record that a secondment ended"),
            "secondment",
            f"{_S}/end",
            _SECONDED,
            when=("in_post", "impending"),
        ),
    )
}
"""Every action, by its name in addresses."""
OUTCOMES: Final = tuple(KINDS)
"""The kinds of outcomes."""
