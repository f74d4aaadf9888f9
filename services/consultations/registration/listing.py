"""The participants as a list and as files, for who may know them."""

from typing import Final

from services.consultations.registration.reading import ParticipantShown
from services.consultations.registration.words import STANDINGS
from shared.contracts.consultations.registration import GROUPS, MODES
from shared.i18n.speech import N_
from shared.web.pages.listing import Column, Filter, Listing

_WORDS: Final = {str(word): text for words in (STANDINGS, GROUPS, MODES) for word, text in words.items()}
LISTING: Listing[ParticipantShown] = Listing(
    columns=(
        Column("name", N_("Name"), lambda one: one.person.name if one.person else None),
        Column("function", N_("Function"), lambda one: one.person.function if one.person else None),
        Column("of", N_("State or organisation"), lambda one: one.country or one.organisation),
        Column("group", N_("Group"), lambda one: one.group),
        Column("mode", N_("How they take part"), lambda one: one.mode),
        Column("standing", N_("Standing"), lambda one: one.standing),
        Column("address", N_("E-mail address"), lambda one: one.person.address if one.person else None),
        Column("present", N_("Was there"), lambda one: None if one.present is None else int(one.present)),
    ),
    filters=(
        Filter("standing", N_("Standing"), lambda one: one.standing, lambda t, v: t.say(_WORDS[v])),
        Filter("group", N_("Group"), lambda one: one.group, lambda t, v: t.say(_WORDS[v])),
        Filter("mode", N_("How they take part"), lambda one: one.mode, lambda t, v: t.say(_WORDS[v])),
    ),
)
