"""Who participants are, and the words by which they come back: in the vault, and sealed."""

from collections.abc import Iterable

from pydantic import ConfigDict

from services.consultations.registration.domain import Participant
from shared.values import Value
from shared.vault import Vault
from shared.web.links import BadLink, Links

CLAIM = "registration"
"""The vault's field under a contact for the registration that was its last."""
_WORD = "participant"


class Identity(Value):
    """Somebody who registered."""

    model_config = ConfigDict(hide_input_in_errors=True)

    name: str
    function: str | None
    address: str


def field_of(id_: str) -> str:
    """The vault's field, under the contact, for who this participant is: a mission has one mailbox for several."""
    return f"participant {id_}"


async def people(vault: Vault, participants: Iterable[Participant]) -> dict[str, Identity]:
    """Who they are, by the participants' ids; those of whom nothing is kept any more are not there."""
    wanted = {(one.contact, field_of(one.id)): one.id for one in participants}
    texts = await vault.each(wanted)
    return {wanted[place]: Identity.model_validate_json(text) for place, text in texts.items()}


def word_of(links: Links, key: str, id_: str) -> str:
    """The word by which a participant comes back, which is good for ever: it is mailed, and shown nowhere."""
    return links.seal(_WORD, key, id_)


def participant_of(links: Links, word: str) -> tuple[str, str] | None:
    """The registration's key and the participant's id that a word is for; None for what is none."""
    try:
        key, id_ = links.open(_WORD, word)
    except (BadLink, ValueError):
        return None
    return key, id_
