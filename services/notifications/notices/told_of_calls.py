"""What the notices of calls for input say."""

from typing import assert_never

from shared.contracts.notifications import tidings as n
from shared.i18n.speech import Own, Speech
from shared.i18n.values import deadline_words

Moved = n.ToldExtension | n.ToldEarlyClosing | n.ToldReopening


def told_of_call(said: n.CallTidings, t: Speech) -> tuple[str, tuple[str, ...]]:
    """A subject, and paragraphs of plain text."""
    title = Own.version(said.title, t)
    match said:
        case n.ToldCall(closes=closes):
            line = t.say(
                "The call for input “{title}” is open. Inputs are taken until {closes}.",
                title=title,
                closes=deadline_words(closes, t),
            )
            return t.say("Call for input: {title}", title=title), (line,)
        case n.ToldClosingSoon():
            return _soon(said, title, t)
        case n.ToldClosing(closes=closes):
            at = deadline_words(closes, t)
            line = t.say("The call for input “{title}” closed on {closes}.", title=title, closes=at)
            return t.say("Closed: {title}", title=title), (line,)
        case n.ToldExtension() | n.ToldEarlyClosing() | n.ToldReopening():
            return _moved(said, title, t)
        case n.ToldCallWithdrawal(reason=reason):
            line = t.say("The call for input “{title}” is withdrawn: it takes no inputs.", title=title)
            return t.say("Withdrawn: {title}", title=title), (
                line,
                t.say("Reason: {reason}", reason=Own(reason)),
            )
        case _:
            assert_never(said)


def _soon(said: n.ToldClosingSoon, title: Own, t: Speech) -> tuple[str, tuple[str, ...]]:
    """How much time is left is counted from the notice's own day: it is read later too."""
    line = t.say(
        "The call for input “{title}” takes inputs until {closes}.",
        title=title,
        closes=deadline_words(said.closes, t),
    )
    left = (
        t.say_n(
            "That is {n} day after the day of this notice.",
            "That is {n} days after the day of this notice.",
            said.days,
        )
        if said.days
        else t.say("That is the day of this notice.")
    )
    return t.say("Closes soon: {title}", title=title), (line, left)


def _moved(said: Moved, title: Own, t: Speech) -> tuple[str, tuple[str, ...]]:
    match said:
        case n.ToldExtension():
            subject = t.say("Extended: {title}", title=title)
            line = t.say("The call for input “{title}” closes later than was said.", title=title)
        case n.ToldEarlyClosing():
            subject = t.say("Closes earlier: {title}", title=title)
            line = t.say("The call for input “{title}” closes earlier than was said.", title=title)
        case n.ToldReopening():
            subject = t.say("Open again: {title}", title=title)
            line = t.say("The call for input “{title}” had closed and takes inputs again.", title=title)
        case _:
            assert_never(said)
    return subject, (
        line,
        t.say("Deadline now: {closes}", closes=deadline_words(said.closes, t)),
        t.say("Deadline before: {closes}", closes=deadline_words(said.before, t)),
        t.say("Reason: {reason}", reason=Own(said.reason)),
    )
