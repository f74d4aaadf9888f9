"""The examples of docs/registration.md are what the product takes."""

import json
import re

from services.consultations.registration.commands import OpenRegistration
from services.consultations.registration.registering import NewParticipant
from tests.docs.markdown import ROOT

EXAMPLES = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "registration.md").read_text(), re.DOTALL)


def test_the_terms_and_the_participant_are_taken() -> None:
    """As they stand there."""
    terms, participant = map(json.loads, EXAMPLES)
    assert OpenRegistration.model_validate(terms).room
    assert NewParticipant.model_validate(participant).group in terms["groups"]
