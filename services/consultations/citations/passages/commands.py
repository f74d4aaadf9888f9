"""The commands of a cited passage. Whose it is and who acts are filled in by the routes."""

from shared.contracts.consultations.citations import RemovalReason
from shared.contracts.consultations.inputs import InputId
from shared.values import Command, Count, Flag, Key, Name, Sha256


class MarkPassage(Command):
    """Cite a passage of an input in a finding."""

    input: InputId
    call: Key
    question: Key
    start: Count
    end: Count
    commitment: Sha256
    finding: Key
    example: Flag
    by: Name


class RemovePassage(Command):
    """Cite it in this finding no more."""

    finding: Key
    reason: RemovalReason
    by: Name


PassageCommand = MarkPassage | RemovePassage
"""Every command a passage answers."""
