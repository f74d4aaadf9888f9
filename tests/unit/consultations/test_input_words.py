"""The pages of calls and inputs have words for whatever the record can hold."""

from typing import get_args

from services.consultations.calls.standing import Stage
from services.consultations.calls.words import MOVED, STAGES
from services.consultations.inputs.domain import Moderation, Standing
from services.consultations.inputs.words import CONSENTS, MODERATIONS, STANDINGS, VERDICTS
from services.consultations.inputs.words import STEPS as OF_INPUTS
from shared.contracts.catalogue import KINDS, type_of
from shared.contracts.consultations.calls import AUDIENCES, Audience
from shared.contracts.consultations.inputs import REASONS, Consent, RefusalReason, Verdict
from shared.i18n.speech import speech
from shared.i18n.values import network_words


def names(kind: str) -> set[str]:
    """The events of a kind of stream."""
    return {type_of(event).split(".")[-2] for event in KINDS[kind].events}


def test_every_event_has_words() -> None:
    """A history calls each event by a name, and names none that cannot happen."""
    assert names("input") == OF_INPUTS.keys()
    assert names("call") >= MOVED


def test_every_code_word_has_words() -> None:
    """None can be recorded that a page cannot say, and none is said that cannot be recorded."""
    for words, codes in (
        (AUDIENCES, Audience),
        (STAGES, Stage),
        (CONSENTS, Consent),
        (VERDICTS, Verdict),
        (REASONS, RefusalReason),
        (STANDINGS, Standing),
        (MODERATIONS, Moderation),
    ):
        assert set(words) == set(get_args(codes))


def test_a_network_is_called_by_its_place() -> None:
    """The whole world, a region, a country."""
    t = speech("en")
    assert [network_words(key, t) for key in ("global", "africa", "PRT")] == [
        "Worldwide",
        "Africa",
        "Portugal",
    ]
