"""The events of an input to a call, stream ``input-<id>``. What it says lies in the vault."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from shared.contracts.consultations.calls import Audience, Deadline, Objective
from shared.contracts.envelope import Event
from shared.contracts.notifications.contacts import ContactId
from shared.contracts.reactions import ReactionRefused
from shared.texts import N_
from shared.values import AtMost, Count, Country, Flag, Key, Language, Name, NetworkKey, Region, Sha256, Value

InputId = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
"""The opaque id of an input, an attachment or an upload."""
Consent = Literal["named", "unnamed", "counted"]
"""What an author allows: publication with their name, without it, or to be counted only."""
Verdict = Literal["in_time", "late"]
"""Of the deadline, for ever."""
RefusalReason = Literal[
    "off_topic", "names_others", "unlawful", "hateful", "repeated", "not_of_the_audience", "other"
]
"""Why a moderator refuses or redacts; what was written beside it lies in the vault."""


class Committed(Value):
    """Bytes without saying them: how many, and sha256(nonce ‖ bytes)."""

    size: Count
    commitment: Sha256


class Attached(Value):
    """A file of an input: as it was received, and as it is kept with its metadata taken out."""

    id: InputId
    question: Key | None
    media_type: Name
    received: Committed
    stored: Committed


class InputReceived(Event):
    """An input was taken. ``received_at`` is when the request's headers came; ``closes`` what it was judged by.

    ``complete_at`` is when the last of its body had come; null for what was taken before that was noted.
    ``owner`` is the organisation that posted it; ``network`` the one that did so on behalf of others.
    ``country`` is stated for States and for what is posted on behalf of a country network, never for a person.
    """

    type: Literal["onevoice.consultations.input-received.v2"] = "onevoice.consultations.input-received.v2"
    call: Key
    group: Audience
    language: Language
    region: Region | None
    country: Country | None
    network: NetworkKey | None
    owner: Name | None
    contact: ContactId | None
    upload: InputId | None
    objectives: Annotated[tuple[Objective, ...], AtMost(23)]
    answered: Annotated[tuple[Key, ...], AtMost(50)]
    consent: Consent
    pseudonymous: Flag
    moderated: Flag
    example: Flag
    received_at: AwareDatetime
    complete_at: AwareDatetime | None
    verdict: Verdict
    closes: Deadline
    content: Committed
    files: tuple[Attached, ...]
    says = (N_("The input was received"),)


class InputContactKnown(Event):
    """The contact of an address that came with the input, where notifications could not be asked at once.

    ``language`` and ``example`` are the input's: whoever writes to its author begins here.
    """

    type: Literal["onevoice.consultations.input-contact-known.v1"] = (
        "onevoice.consultations.input-contact-known.v1"
    )
    contact: ContactId
    language: Language
    example: Flag
    says = (N_("The author of the input can be written to"),)


class ConsentChanged(Event):
    """The author allows something else."""

    type: Literal["onevoice.consultations.consent-changed.v1"] = "onevoice.consultations.consent-changed.v1"
    consent: Consent
    before: Consent
    says = (N_("The author's consent changed"),)


class InputWithdrawn(Event):
    """The author, or the network that posted it, takes the input back; it counts as withdrawn."""

    type: Literal["onevoice.consultations.input-withdrawn.v1"] = "onevoice.consultations.input-withdrawn.v1"
    by: Literal["author", "upload_undone"]
    says = (N_("The input is taken back"),)


class InputErased(Event):
    """What the input said is destroyed; that there was one stays."""

    type: Literal["onevoice.consultations.input-erased.v1"] = "onevoice.consultations.input-erased.v1"
    by: Literal["author", "contact_erased", "authority"]
    says = (N_("The input is erased"),)


class InputClaimed(Event):
    """A moderator looks at it, so that no other need."""

    type: Literal["onevoice.consultations.input-claimed.v1"] = "onevoice.consultations.input-claimed.v1"
    by: Name
    at: AwareDatetime
    says = (N_("A moderator looks at the input"),)


class InputAccepted(Event):
    """The moderator lets it be published as it is."""

    type: Literal["onevoice.consultations.input-accepted.v1"] = "onevoice.consultations.input-accepted.v1"
    by: Name
    says = (N_("A moderator accepted the input"),)


class InputRefused(Event):
    """The moderator does not let it be published. ``note`` commits to what the author was told."""

    type: Literal["onevoice.consultations.input-refused.v1"] = "onevoice.consultations.input-refused.v1"
    by: Name
    reason: RefusalReason
    note: Sha256 | None
    says = (N_("A moderator does not publish the input"),)


class InputRedacted(Event):
    """The moderator lets it be published with passages left out; ``published`` commits to what is left."""

    type: Literal["onevoice.consultations.input-redacted.v1"] = "onevoice.consultations.input-redacted.v1"
    by: Name
    reason: RefusalReason
    note: Sha256 | None
    published: Committed
    says = (N_("A moderator publishes the input with passages left out"),)


class AuthorAnswered(Event):
    """The author answered a refusal or a redaction, which they may once: it is looked at again."""

    type: Literal["onevoice.consultations.author-answered.v1"] = "onevoice.consultations.author-answered.v1"
    answer: Sha256
    says = (N_("The author answered the moderator"),)


InputEvent = Annotated[
    InputReceived
    | InputContactKnown
    | ConsentChanged
    | InputWithdrawn
    | InputErased
    | InputClaimed
    | InputAccepted
    | InputRefused
    | InputRedacted
    | AuthorAnswered
    | ReactionRefused,
    Field(discriminator="type"),
]
"""Every event of a stream ``input-…``."""
