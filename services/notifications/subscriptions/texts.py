"""The fixed texts of a subscription's pages."""

from dataclasses import dataclass
from typing import Final

from services.notifications.languages import Written


@dataclass(frozen=True)
class Texts:
    """What the pages say in one language."""

    network: str
    confirm_title: str
    confirm_ask: str
    confirm_button: str
    confirm_done: str
    confirm_used: str
    preferences_title: str
    saved: str
    ended: str
    follow: str
    add_topic: str
    add_place: str
    nothing_more: str
    anywhere: str
    regions: str
    countries: str
    language: str
    not_yet_written: str
    save: str
    form_refused: str
    sent_title: str
    sent_none: str
    when: str
    what: str
    why: str
    state: str
    states: dict[str, str]
    unsubscribe_title: str
    unsubscribe_ask: str
    unsubscribe_button: str
    unsubscribe_done: str
    to_preferences: str
    to_unsubscribe: str
    bad_title: str
    bad_link: str
    mails_title: str
    mails_about: tuple[str, ...]
    feeds: str
    everything: str


_ABOUT_EN = (
    "The United Nations Network on Migration tells of briefings, champion countries, regional and country networks, "
    "and secondments, by mail to those who asked for it and confirmed, and by Atom feeds."
)
_LINKS_EN = (
    "Each mail has a link that changes what you receive and shows what you were sent, and one that ends it."
)
_ABOUT_FR = (
    "Le Réseau des Nations Unies sur les migrations informe des séances d'information, des pays champions, des "
    "réseaux régionaux et nationaux et des détachements, par courriel à qui l'a demandé et confirmé, "
    "et par flux Atom."
)
_LINKS_FR = (
    "Chaque message porte un lien pour modifier ce que vous recevez et voir ce qui vous a été envoyé, et un lien "
    "pour y mettre fin."
)

TEXTS: Final[dict[Written, Texts]] = {
    "en": Texts(
        network="United Nations Network on Migration",
        confirm_title="Confirm your subscription",
        confirm_ask="This mailbox will be told of:",
        confirm_button="Confirm",
        confirm_done="Your subscription is confirmed.",
        confirm_used="This link has been used: the subscription was confirmed with it.",
        preferences_title="What you receive",
        saved="Your changes are kept.",
        ended="This subscription has ended: nothing is sent to this mailbox.",
        follow="You follow",
        add_topic="Follow one more topic",
        add_place="Where",
        nothing_more="Nothing more",
        anywhere="Everywhere",
        regions="Regions",
        countries="Countries",
        language="Language",
        not_yet_written="no texts yet: you get English ones",
        save="Save",
        form_refused="This form was not taken, and nothing has changed: it holds something that its page does not "
        "offer. Open the page again.",
        sent_title="What we sent you, when and why",
        sent_none="Nothing so far.",
        when="When (UTC)",
        what="What",
        why="Because you follow",
        state="State",
        states={
            "due": "on its way",
            "unknown": "perhaps arrived",
            "sent": "sent",
            "bounced": "refused by your mail server",
            "suppressed": "not sent",
            "failed": "could not be sent",
        },
        unsubscribe_title="Unsubscribe",
        unsubscribe_ask="Nothing more will be sent to this mailbox.",
        unsubscribe_button="Unsubscribe from everything",
        unsubscribe_done="You are unsubscribed. Nothing more is sent to this mailbox.",
        to_preferences="Change what you receive instead",
        to_unsubscribe="Unsubscribe from everything",
        bad_title="This link does not work",
        bad_link="It may have been cut off on its way: copy the whole address from the mail. A link that confirms is "
        "good for two days; after that, subscribe again.",
        mails_title="About these mails",
        mails_about=(_ABOUT_EN, _LINKS_EN),
        feeds="Atom feeds",
        everything="Everything",
    ),
    "fr": Texts(
        network="Réseau des Nations Unies sur les migrations",
        confirm_title="Confirmez votre abonnement",
        confirm_ask="Cette boîte sera informée de :",
        confirm_button="Confirmer",
        confirm_done="Votre abonnement est confirmé.",
        confirm_used="Ce lien a déjà servi : l'abonnement a été confirmé grâce à lui.",
        preferences_title="Ce que vous recevez",
        saved="Vos modifications sont enregistrées.",
        ended="Cet abonnement a pris fin : rien n'est envoyé à cette boîte.",
        follow="Vous suivez",
        add_topic="Suivre un autre thème",
        add_place="Où",
        nothing_more="Rien d'autre",
        anywhere="Partout",
        regions="Régions",
        countries="Pays",
        language="Langue",
        not_yet_written="pas encore de textes : vous recevez ceux en anglais",
        save="Enregistrer",
        form_refused="Ce formulaire n'a pas été pris en compte et rien n'a changé : il contient quelque chose que sa "
        "page ne propose pas. Ouvrez la page de nouveau.",
        sent_title="Ce que nous vous avons envoyé, quand et pourquoi",
        sent_none="Rien jusqu'à présent.",
        when="Quand (UTC)",
        what="Quoi",
        why="Parce que vous suivez",
        state="État",
        states={
            "due": "en route",
            "unknown": "peut-être arrivé",
            "sent": "envoyé",
            "bounced": "refusé par votre serveur de messagerie",
            "suppressed": "non envoyé",
            "failed": "n'a pas pu être envoyé",
        },
        unsubscribe_title="Se désabonner",
        unsubscribe_ask="Plus rien ne sera envoyé à cette boîte.",
        unsubscribe_button="Se désabonner de tout",
        unsubscribe_done="Vous êtes désabonné. Plus rien n'est envoyé à cette boîte.",
        to_preferences="Modifier plutôt ce que vous recevez",
        to_unsubscribe="Se désabonner de tout",
        bad_title="Ce lien ne fonctionne pas",
        bad_link="Il a peut-être été coupé en route : copiez l'adresse entière depuis le message. Un lien de "
        "confirmation est valable deux jours ; passé ce délai, abonnez-vous de nouveau.",
        mails_title="À propos de ces messages",
        mails_about=(_ABOUT_FR, _LINKS_FR),
        feeds="Flux Atom",
        everything="Tout",
    ),
}
