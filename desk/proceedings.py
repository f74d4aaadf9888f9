"""The forms of a briefing's programme and of its proceedings: people, points, figures, who was present."""

from dataclasses import replace
from typing import Final

from desk.fields import Field
from shared.i18n.speech import N_

LINES: Final = N_("One on each line.")
_PERSON = (
    Field("role", N_("Role")),
    Field("office", N_("Office")),
    Field("agency", N_("Agency")),
    Field("name", N_("Name")),
)
_CHAIR = {
    "role": N_("Chair: role"),
    "office": N_("Chair: office"),
    "agency": N_("Chair: agency"),
    "name": N_("Chair: name"),
}
_POINT = (
    Field("key", N_("Key"), required=True),
    Field("title", N_("Title"), required=True),
    Field("mandate", N_("Mandate"), hint=N_("The resolution that asks for it, such as A/RES/73/326.")),
    Field("covers", N_("What it covers"), "lines", hint=LINES),
)
_INTERVENTION = (
    Field("by", N_("Agency")),
    Field("by_working_group", N_("Key of the working group"), hint=N_("Where one spoke, and no agency.")),
    Field("points", N_("Points"), "lines", hint=LINES),
    Field(
        "figures",
        N_("Figures"),
        "figures",
        hint=N_("One on each line, what it counts first, such as migrant_workers: 164000000."),
    ),
)
_GROUP = (
    Field("group", N_("Group"), required=True),
    Field("count", N_("How many"), "number", required=True),
)


def _list(name: str, title: str, rows: tuple[Field, ...]) -> Field:
    return Field(name, title, "rows", rows=rows, now=name)


PROGRAMME: Final = (
    *(
        replace(one, name=f"chair.{one.name}", title=_CHAIR[one.name], now=f"chair.{one.name}")
        for one in _PERSON
    ),
    _list("speakers", N_("Speakers"), _PERSON),
    _list("agenda", N_("Agenda"), _POINT),
)
PROCEEDINGS: Final = (
    _list("interventions", N_("What was said"), _INTERVENTION),
    Field("attendance.total", N_("How many were present"), "number", now="attendance.total"),
    Field("attendance.groups", N_("Groups that were present"), "lines", hint=LINES, now="attendance.groups"),
    _list("attendance.split", N_("How many of each group"), _GROUP),
)
