"""Every page there is, with who looks at it.

Words in braces are links that mails and lists give; ``conftest.found`` finds them in the running house. What a form
of the desk answers (the preview, what was recorded) is looked at on the walks.
"""

from typing import Final, NamedTuple


class Place(NamedTuple):
    """A page: its address, and the persona it needs, if any."""

    path: str
    persona: str | None = None
    status: int = 200


BRIEFING: Final = "2020-03-04"
PUBLIC: Final = (
    Place("/"),
    Place("/about"),
    Place("/consultations/briefings"),
    Place("/consultations/briefings?status=cancelled"),
    Place(f"/consultations/briefings/{BRIEFING}"),
    Place("/registry/champions"),
    Place("/registry/champions?as_of=2020-03-02"),
    Place("/registry/champions/PRT"),
    Place("/registry/networks"),
    Place("/registry/networks/africa"),
    Place("/registry/secondments"),
    Place("/registry/secondments/UNHCR_secretariat"),
    Place("/notifications/notices"),
    Place("/notifications/subscribe"),
    Place("/notifications/subscribed"),
    Place("/notifications/mails"),
    Place("/notifications/notices/{notice}"),
    Place("/notifications/confirm/{confirm}"),
    Place("/notifications/preferences/{manage}"),
    Place("/notifications/unsubscribe/{manage}"),
    Place("/notifications/confirm/not-a-link", status=404),
    Place("/nothing-is-here", status=404),
    Place("/signin"),
)
DESK: Final = tuple(
    Place(path, "secretariat")
    for path in (
        "/desk",
        f"/desk/briefing/{BRIEFING}",
        "/desk/champion/PRT",
        "/desk/secondment/UNHCR_secretariat",
        "/desk/do/schedule",
        f"/desk/do/record-champion_accepted?key={BRIEFING}",
        f"/desk/do/correct-champion_accepted?key={BRIEFING}&item=champion_PRT",
        f"/desk/do/correct-holding?key={BRIEFING}",
        "/desk/do/plan",
        "/desk/do/announce",
        "/desk/contacts",
        "/desk/deliveries",
    )
)
PAGES: Final = (*PUBLIC, *DESK)
