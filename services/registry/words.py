"""What the registry's pages call things, to be said in the reader's language."""

from pathlib import Path
from typing import Final

from shared.i18n.speech import N_

FOLDER: Final = Path(__file__).with_name("templates")
"""Of the templates that the slices share."""

STATUS: Final = {
    "absent": N_("not recorded"),
    "invited": N_("invited"),
    "accepted": N_("accepted"),
    "active": N_("active"),
    "withdrawn": N_("withdrawn"),
    "planned": N_("planned"),
    "establishing": N_("being set up"),
    "established": N_("established"),
    "closed": N_("closed"),
    "impending": N_("impending"),
    "in_post": N_("in post"),
    "ended": N_("ended"),
}
"""Of champions, networks and secondments."""

LEVELS: Final = {
    "global": N_("Global level"),
    "regional": N_("Regional level"),
    "subregional": N_("Sub-regional level"),
    "country": N_("Country level"),
}
"""At which a network stands."""
