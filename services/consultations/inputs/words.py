"""What the pages of inputs call things, to be said in the reader's language."""

from collections.abc import Mapping
from typing import Any, Final

from services.consultations.inputs.domain import Moderation, Standing
from shared.contracts.consultations.calls import AUDIENCES
from shared.contracts.consultations.inputs import REASONS, Consent, Verdict
from shared.contracts.sentences import labels
from shared.i18n.speech import N_

CONSENTS: Final[Mapping[Consent, tuple[str, str]]] = {
    "named": (
        N_("Published with my name"),
        N_("Anybody may read it, with the name that you give, until you change your mind."),
    ),
    "unnamed": (
        N_("Published without my name"),
        N_(
            "Anybody may read it; your name, if you give one, is kept encrypted, and only the secretariat sees it."
        ),
    ),
    "counted": (
        N_("Counted only"),
        N_("Nobody but the secretariat reads it; it stands in the numbers, and is published nowhere."),
    ),
}
"""What an author allows, and one sentence on what that means."""

VERDICTS: Final[Mapping[Verdict, str]] = {"in_time": N_("in time"), "late": N_("late")}
"""Of the deadline."""

STANDINGS: Final[Mapping[Standing, str]] = {
    "absent": N_("not recorded"),
    "standing": N_("stands"),
    "withdrawn": N_("taken back"),
    "erased": N_("erased"),
}
"""Of an input."""

MODERATIONS: Final[Mapping[Moderation, str]] = {
    "not_asked": N_("not asked for"),
    "waiting": N_("waits for a moderator"),
    "accepted": N_("accepted for publication"),
    "refused": N_("not published"),
    "redacted": N_("published with passages left out"),
}
"""Where an input stands with its moderators."""

STEPS: Final[Mapping[str, str]] = labels("input")
"""The events of an input, by their names."""

WORDS: Final[Mapping[str, Mapping[Any, object]]] = {
    "audiences": AUDIENCES,
    "consents": CONSENTS,
    "moderations": MODERATIONS,
    "reasons": REASONS,
    "standings": STANDINGS,
    "steps": STEPS,
    "verdicts": VERDICTS,
}
"""All of them, by the names that templates know them by."""
