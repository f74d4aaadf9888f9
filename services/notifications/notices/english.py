"""Notices in English."""

from typing import assert_never

from services.notifications.languages import country_words
from services.notifications.notices.wording import (
    Told,
    date_words,
    outcome_words,
    when_words,
    where_words,
)
from shared.contracts.notifications import tidings as t


def english(said: t.Tidings) -> Told:  # noqa: PLR0911, PLR0912, C901  one row for each kind
    """Subject and paragraphs."""
    match said:
        case t.ToldSchedule(title=title, when=when, place=place):
            at = when_words(when, place, "en")
            return f"{title}: {date_words(when.date, 'en')}", (f"{title} is scheduled for {at}.",)
        case t.ToldMove(title=title, before=before, when=when, place=place):
            at, was = when_words(when, place, "en"), when_words(before, None, "en")
            return f"Moved: {title}", (f"{title} is moved from {was} to {at}.",)
        case t.ToldCancellation(title=title, when=when, reason=reason):
            line = f"{title}, scheduled for {when_words(when, None, 'en')}, is cancelled."
            return f"Cancelled: {title}", (line, *((f"Reason: {reason}",) if reason else ()))
        case t.ToldHolding(title=title, when=when, place=place):
            return f"Held: {title}", (f"{title} was held on {when_words(when, place, 'en')}.",)
        case t.ToldSummary(title=title, when=when):
            day = date_words(when.date, "en")
            return f"Summary published: {title}", (f"The summary of {title} ({day}) is complete.",)
        case t.ToldCorrection(title=title, outcome=now, before=was):
            lines = (
                f"An outcome of {title} was corrected.",
                f"Before: {outcome_words(was, 'en')}",
                f"Now: {outcome_words(now, 'en')}",
            )
            return f"Corrected: an outcome of {title}", lines
        case t.ToldInvitation(country=country, on=on):
            name = country_words(country, "en")
            return f"{name} is invited to be a champion country", (
                f"{name} was invited to be a champion country ({date_words(on, 'en')}).",
            )
        case t.ToldAcceptance(country=country, since=since):
            name = country_words(country, "en")
            return f"{name} is a champion country", (
                f"{name} is a champion country since {date_words(since, 'en')}.",
            )
        case t.ToldWithdrawal(country=country, on=on):
            name = country_words(country, "en")
            return f"{name} is no longer a champion country", (
                f"{name} is no longer a champion country ({date_words(on, 'en')}).",
            )
        case t.ToldNetwork(title=title, on=on):
            return f"Established: {title}", (f"{title} was established ({date_words(on, 'en')}).",)
        case t.ToldSecondment(agency=agency):
            return f"Secondment from {agency} announced", (
                f"A secondment from {agency}{where_words(said, 'en')} is impending.",
            )
        case t.ToldInPost(agency=agency):
            return f"Secondment from {agency}: in post", (
                f"A secondment from {agency}{where_words(said, 'en')} is in post.",
            )
        case _:
            assert_never(said)
