"""Notices in French."""

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


def french(said: t.Tidings) -> Told:  # noqa: PLR0911, PLR0912, C901  one row for each kind
    """Subject and paragraphs."""
    match said:
        case t.ToldSchedule(title=title, when=when, place=place):
            at = when_words(when, place, "fr")
            return f"{title} : {date_words(when.date, 'fr')}", (f"{title} : prévu le {at}.",)
        case t.ToldMove(title=title, before=before, when=when, place=place):
            at, was = when_words(when, place, "fr"), when_words(before, None, "fr")
            return f"Déplacé : {title}", (f"{title} : déplacé du {was} au {at}.",)
        case t.ToldCancellation(title=title, when=when, reason=reason):
            line = f"{title}, prévu le {when_words(when, None, 'fr')}, est annulé."
            return f"Annulé : {title}", (line, *((f"Motif : {reason}",) if reason else ()))
        case t.ToldHolding(title=title, when=when, place=place):
            return f"Tenu : {title}", (f"{title} : tenu le {when_words(when, place, 'fr')}.",)
        case t.ToldSummary(title=title, when=when):
            day = date_words(when.date, "fr")
            return f"Résumé publié : {title}", (f"{title} ({day}) : le résumé est complet.",)
        case t.ToldCorrection(title=title, outcome=now, before=was):
            lines = (
                f"{title} : un résultat a été corrigé.",
                f"Avant : {outcome_words(was, 'fr')}",
                f"Désormais : {outcome_words(now, 'fr')}",
            )
            return f"Rectificatif : un résultat de {title}", lines
        case t.ToldInvitation(country=country, on=on):
            name = country_words(country, "fr")
            return f"Pays champion, invitation : {name}", (
                f"{name} : invitation à être pays champion ({date_words(on, 'fr')}).",
            )
        case t.ToldAcceptance(country=country, since=since):
            name = country_words(country, "fr")
            return f"Nouveau pays champion : {name}", (
                f"{name} : pays champion depuis {date_words(since, 'fr')}.",
            )
        case t.ToldWithdrawal(country=country, on=on):
            name = country_words(country, "fr")
            return f"Pays champion, retrait : {name}", (
                f"{name} n'est plus pays champion ({date_words(on, 'fr')}).",
            )
        case t.ToldNetwork(title=title, on=on):
            return f"Réseau établi : {title}", (f"{title} : réseau établi ({date_words(on, 'fr')}).",)
        case t.ToldSecondment(agency=agency):
            return f"Détachement annoncé : {agency}", (
                f"Un détachement de {agency}{where_words(said, 'fr')} est annoncé.",
            )
        case t.ToldInPost(agency=agency):
            return f"Détachement en poste : {agency}", (
                f"Un détachement de {agency}{where_words(said, 'fr')} est en poste.",
            )
        case _:
            assert_never(said)
