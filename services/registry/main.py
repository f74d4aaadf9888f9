"""The registry: what the Network is. Every part of the service, and how it is wired, on one screen."""

from services.registry.champions import api as champions
from services.registry.champions import pages as champion_pages
from services.registry.champions.projection import CHAMPIONS
from services.registry.champions.reactions import ACCEPT_CHAMPIONS
from services.registry.networks import api as networks
from services.registry.networks import pages as network_pages
from services.registry.networks.projection import NETWORKS, STRUCTURES
from services.registry.networks.reactions import START_NETWORKS
from services.registry.secondments import api as secondments
from services.registry.secondments import pages as secondment_pages
from services.registry.secondments.projection import SECONDMENTS
from services.registry.secondments.reactions import FOLLOW_SECONDMENTS
from shared.runtime.service import Service
from shared.vault import FORGET
from shared.web.preview import consequences

_SLICES = (
    champions.CHAMPION,
    networks.NETWORK,
    secondments.SECONDMENT,
)
_REACTIONS = (
    ACCEPT_CHAMPIONS,
    FOLLOW_SECONDMENTS,
    START_NETWORKS,
)
SERVICE = Service(
    name="registry",
    summary="What the UN Network on Migration is: champion countries, coordination networks, secondments.",
    slices=_SLICES,
    views=(
        CHAMPIONS,
        NETWORKS,
        SECONDMENTS,
        STRUCTURES,
    ),
    reactions=_REACTIONS,
    duties=(FORGET,),
    routes=(
        champions.routes,
        networks.routes,
        secondments.routes,
        consequences(_SLICES, _REACTIONS),
    ),
    pages=(
        champion_pages.routes,
        network_pages.routes,
        secondment_pages.routes,
    ),
)
