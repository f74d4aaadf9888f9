"""What the desk can do with champion countries, networks and secondments."""

from dataclasses import replace
from typing import Final

from desk.action import PARTIAL, TITLE, WHY, Action
from desk.evidence import DOCUMENT, EVIDENCE
from desk.fields import Field
from shared.i18n.regions import REGION_NAMES
from shared.i18n.speech import N_

_C: Final = "/registry/api/champions/{key}"
_N: Final = "/registry/api/networks/{key}"
_S: Final = "/registry/api/secondments/{key}"
_COUNTRY = Field("key", N_("Country"), "country", required=True)
_NETWORK = Field("key", N_("Network"), "network", required=True)
_ON = Field("on", N_("Since"), "partial", required=True, hint=PARTIAL)
_ANNOUNCED = Field("announced_on", N_("Announced on"), "day")
_REGION = Field(
    "region",
    N_("Region"),
    "choice",
    hint=N_("Of a country's network, where it is stated."),
    options=tuple(REGION_NAMES.items()),
)
_OPTIONAL = tuple(replace(one, required=False) for one in DOCUMENT)
_DOCUMENT = {"evidence.kind": "document"}
_SOURCE = (
    Field("source.text", N_("Source"), required=True),
    Field("source.link", N_("Source: address")),
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
    Field("on", N_("Date"), "partial", hint=PARTIAL),
    _ANNOUNCED,
    *DOCUMENT,
)
REGISTRY: Final = (
    Action(
        "invite",
        N_("Invite a champion country"),
        "champion",
        f"{_C}/invite",
        (_ON, *_OPTIONAL),
        (_COUNTRY,),
        _DOCUMENT,
    ),
    Action(
        "accept",
        N_("Accept a champion country"),
        "champion",
        f"{_C}/accept",
        (replace(_ON, name="since"), _ANNOUNCED, *DOCUMENT),
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
        (_ON, WHY),
        when=("accepted", "active"),
    ),
    Action("plan", N_("Plan a network"), "network", f"{_N}/plan", (TITLE, *_SOURCE, _REGION), (_NETWORK,)),
    Action(
        "start-establishing",
        N_("Record that it is being set up"),
        "network",
        f"{_N}/start-establishing",
        (replace(_ON, required=False), _ANNOUNCED, *_OPTIONAL),
        constants=_DOCUMENT,
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
        (_ON, WHY),
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
    Action(
        "announce",
        N_("Announce a secondment"),
        "secondment",
        f"{_S}/announce",
        _SECONDED,
        constants=_DOCUMENT,
    ),
    Action(
        "start",
        N_("Record that a secondment is in post"),
        "secondment",
        f"{_S}/start",
        _SECONDED,
        constants=_DOCUMENT,
        when=("impending",),
    ),
    Action(
        "end",
        N_("Record that a secondment ended"),
        "secondment",
        f"{_S}/end",
        _SECONDED,
        constants=_DOCUMENT,
        when=("in_post", "impending"),
    ),
    *EVIDENCE,
)
"""Every action."""
