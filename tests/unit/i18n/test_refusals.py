"""A refusal of the domain in its reader's language."""

import datetime as dt

import pytest

from shared.contracts.consultations.calls import Deadline
from shared.i18n.refusals import refusal_words
from shared.i18n.speech import MARKS, speech
from shared.texts import Word
from shared.values import PartialDate, Refused
from tests.support.examples_of_calls import CLOSES

ON = PartialDate("2020-06")
AT = dt.datetime(2020, 4, 30, 16, 0, 7, tzinfo=dt.UTC)
ZURICH, WROTE = "(Europe/Zurich)", "2020-04-30 16:00:07 UTC"
CLOSED, ECRIT = f"30 avril 2020, 18:00 {ZURICH}", "30 avril 2020, 16:00:07 (UTC)"
EACH = [
    (
        Refused("{country} withdrew on {on}; invite it again first", country="PRT", on=ON),
        "Portugal withdrew on 2020-06; invite it again first",
        "Portugal : s'est retiré ; date : juin 2020 ; invitez-le d'abord de nouveau",
    ),
    (
        Refused("it is {status} as champion: there is nothing to withdraw from", status=Word("invited")),
        "it is invited as champion: there is nothing to withdraw from",
        "statut du pays champion : invité ; il n'y a rien dont se retirer",
    ),
    (
        Refused("no network {network} is known: plan it first", network="africa"),
        "no network africa is known: plan it first",
        "réseau inconnu (Afrique) : prévoyez-le d'abord",
    ),
    (
        Refused("the call closed at {closes}; you wrote at {at}", closes=Deadline.of(CLOSES), at=AT),
        f"the call closed at 18:00 on 2020-04-30 {ZURICH}, which is 2020-04-30 16:00:00 UTC; you wrote at {WROTE}",
        f"clôture de l'appel : {CLOSED}, soit 30 avril 2020, 16:00 UTC ; vous avez écrit : {ECRIT}",
    ),
    (
        Refused("there is no such input: check its id"),
        "there is no such input: check its id",
        "cette contribution n'existe pas : vérifiez son identifiant",
    ),
]


@pytest.mark.parametrize(("refused", "english", "french"), EACH, ids=lambda one: str(one)[:20])
def test_a_refusal_is_said_in_its_readers_language(refused: Refused, english: str, french: str) -> None:
    """In English with values as the record writes them, else each by what it is."""
    assert str(refused) == refusal_words(refused, speech("en")) == english
    assert refusal_words(refused, speech("fr")) == french


def test_words_of_the_record_are_marked_on_pages() -> None:
    """A page labels them."""
    refused = Refused("{by} looks at it since {at}: take another one", by="Secretariat desk", at=AT)
    assert f"{MARKS[0]}Secretariat desk{MARKS[1]}" in refusal_words(refused, speech("fr").marked())
