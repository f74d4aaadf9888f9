"""What an input's author sees of citations: the findings that it is cited in, and what came of each."""

from services.consultations.citations.findings.projection import FindingOutcome, FindingState
from shared.contracts.consultations.questions import Versions
from shared.values import Value


class OwnCitation(Value):
    """A finding in which a passage of the author's input is cited, and what came of it."""

    finding: str
    text: Versions
    href: str
    outcomes: tuple[FindingOutcome, ...]


def own(finding: FindingState) -> OwnCitation:
    """The finding, for the author of an input that is cited in it."""
    return OwnCitation(
        finding=finding.key,
        text=finding.text,
        href=f"/consultations/findings/{finding.key}",
        outcomes=finding.outcomes,
    )
