"""The events of an input to a call, stream ``input-<id>``. What it says lies in the vault."""

from collections.abc import Mapping
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
REASONS: Mapping[RefusalReason, str] = {
    "off_topic": N_("It is not about what was asked"),
    "names_others": N_("It says things about others that could harm them"),
    "unlawful": N_("It cannot be published lawfully"),
    "hateful": N_("It incites hatred"),
    "repeated": N_("The same was sent before"),
    "not_of_the_audience": N_("It does not come from those who were asked"),
    "other": N_("Another reason"),
}
"""Why a moderator refuses or redacts."""


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


class InputReceived(Event, type="onevoice.consultations.input-received.v2"):
    """An input was taken. ``received_at`` is when the request's headers came; ``closes`` what it was judged by.

    ``complete_at`` is when the last of its body had come; null for what was taken before that was noted.
    ``owner`` is the organisation that posted it; ``network`` the one that did so on behalf of others.
    ``country`` is stated for States and for what is posted on behalf of a country network, never for a person.
    """

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


class InputContactKnown(Event, type="onevoice.consultations.input-contact-known.v1"):
    """The contact of an address that came with the input, where notifications could not be asked at once.

    ``language`` and ``example`` are the input's: whoever writes to its author begins here.
    """

    contact: ContactId
    language: Language
    example: Flag
    says = (N_("The author of the input can be written to"),)


class ConsentChanged(Event, type="onevoice.consultations.consent-changed.v1"):
    """The author allows something else."""

    consent: Consent
    before: Consent
    says = (N_("The author's consent changed"),)


class InputWithdrawn(Event, type="onevoice.consultations.input-withdrawn.v1"):
    """The author, or the network that posted it, takes the input back; it counts as withdrawn."""

    by: Literal["author", "upload_undone"]
    says = (N_("The input is taken back"),)


class InputErased(Event, type="onevoice.consultations.input-erased.v1"):
    """What the input said is destroyed; that there was one stays."""

    by: Literal["author", "contact_erased", "authority"]
    says = (N_("The input is erased"),)


class InputClaimed(Event, type="onevoice.consultations.input-claimed.v1"):
    """A moderator looks at it, so that no other need."""

    by: Name
    at: AwareDatetime
    says = (N_("A moderator looks at the input"),)


class InputAccepted(Event, type="onevoice.consultations.input-accepted.v1"):
    """The moderator lets it be published as it is."""

    by: Name
    says = (N_("A moderator accepted the input"),)


class InputRefused(Event, type="onevoice.consultations.input-refused.v1"):
    """The moderator does not let it be published. ``note`` commits to what the author was told."""

    by: Name
    reason: RefusalReason
    note: Sha256 | None
    says = (N_("A moderator does not publish the input"),)


class InputRedacted(Event, type="onevoice.consultations.input-redacted.v1"):
    """The moderator lets it be published with passages left out; ``published`` commits to what is left."""

    by: Name
    reason: RefusalReason
    note: Sha256 | None
    published: Committed
    says = (N_("A moderator publishes the input with passages left out"),)


class AuthorAnswered(Event, type="onevoice.consultations.author-answered.v1"):
    """The author answered a refusal or a redaction, which they may once: it is looked at again."""

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
