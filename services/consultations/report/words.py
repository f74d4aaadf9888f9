"""What the pages of reports call things, to be said in the reader's language."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from services.consultations.concurrence.items import Answer
from services.consultations.report.domain import Status
from shared.i18n.speech import N_

FOLDER: Final = Path(__file__).with_name("templates")
STATUS: Final[Mapping[Status, str]] = {
    "absent": N_("not begun"),
    "drafting": N_("being written"),
    "concurring": N_("with agencies for clearance"),
    "agreed": N_("cleared"),
    "launched": N_("launched"),
    "withdrawn": N_("given up"),
}
"""Where a report stands."""
ANSWERS: Final[Mapping[Answer, str]] = {
    "waiting": N_("has not answered yet"),
    "concurs": N_("concurs"),
    "change": N_("asks for a change"),
    "silent": N_("let the date pass without a word"),
}
"""What an agency said of a draft."""
SECTION: Final = {
    "set": N_("no draft yet"),
    "drafted": N_("being written"),
    "dropped": N_("dropped"),
}
"""Where a section stands."""
BY: Final = {
    "group": N_("By group"),
    "region": N_("By region"),
    "language": N_("By language"),
    "network": N_("By network"),
}
"""What the numbers of who was heard tell apart."""
