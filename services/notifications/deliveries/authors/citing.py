"""The letters about a citation in words, from what consultations says of it at that moment."""

from typing import Final

from pydantic import ConfigDict

from services.notifications.deliveries.authors.about import AboutFinding
from services.notifications.deliveries.authors.words import author_speech, letter
from services.notifications.deliveries.chunks import Head
from services.notifications.mail.letter import Letter
from shared.contracts.consultations.citations import OUTCOME_KINDS, OutcomeKind
from shared.i18n.speech import N_, Own, Speech
from shared.values import OfficialLanguage, Value


class _Part(Value):
    """A part of another service's answer: what else stands there is left, and no error repeats any of it."""

    model_config = ConfigDict(extra="ignore", hide_input_in_errors=True)


class ToldOutcome(_Part):
    """Something that came of the finding."""

    kind: OutcomeKind
    target: str
    href: str | None


class ToldFinding(_Part):
    """The finding that an input is cited in."""

    text: dict[OfficialLanguage, str]
    href: str
    outcomes: tuple[ToldOutcome, ...]


class ToldCitation(_Part):
    """What consultations says of a citation: the call's ``title``; ``place`` is the author's page."""

    title: dict[OfficialLanguage, str]
    place: str
    citation: ToldFinding | None


_CITED: Final = N_("A passage of your input to the call “{call}” is cited in this finding:")
_ANSWERED: Final = N_("Your input to the call “{call}” is cited in this finding, and something came of it:")


def of_citation(told: ToldCitation, about: AboutFinding, head: Head, origin: str) -> Letter | None:
    """The letter; None where it is not so any more."""
    finding = told.citation
    if finding is None:
        return None
    t = author_speech(head)
    call = Own.version(told.title, t) if told.title else None
    text = _CITED if about.what == "cited" else _ANSWERED
    lines = [t.say(text, call=call or ""), Own.version(finding.text, t)]
    if about.what == "answered":
        led = next((one for one in finding.outcomes if f"{one.kind} {one.target}" == about.outcome), None)
        if led is None:
            return None
        lines.append(_led(led, t, origin))
    lines.append(t.say("The finding, with all that is cited in it: {address}", address=origin + finding.href))
    if about.what == "cited":
        lines.append(t.say("What comes of it will stand on your page."))
    return letter(about.what, tuple(lines), head, call, told.place)


def _led(led: ToldOutcome, t: Speech, origin: str) -> str:
    what = t.say(OUTCOME_KINDS[led.kind])
    if led.href is None:
        return t.say("This came of it: {what}, {key}", what=what, key=led.target)
    return t.say("This came of it: {what}, {address}", what=what, address=origin + led.href)
