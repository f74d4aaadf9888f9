"""The registry: what the Network is. Every part of the service, and how it is wired, on one screen."""

from services.registry.champions import api as champions
from services.registry.champions import pages as champion_pages
from services.registry.champions.projection import CHAMPIONS
from services.registry.champions.reactions import ACCEPT_CHAMPIONS
from services.registry.networks import api as networks
from services.registry.networks import focal_api as focal_points
from services.registry.networks import focal_pages
from services.registry.networks import pages as network_pages
from services.registry.networks.forgetting import FORGET_FOCAL_POINTS, Sweeping
from services.registry.networks.projection import NETWORKS, STRUCTURES
from services.registry.networks.reactions import START_NETWORKS
from services.registry.regions import api as regions
from services.registry.regions.calls import CALLS
from services.registry.secondments import api as secondments
from services.registry.secondments import pages as secondment_pages
from services.registry.secondments.projection import SECONDMENTS
from services.registry.secondments.reactions import FOLLOW_SECONDMENTS
from services.registry.statements import api as statements
from services.registry.statements import pages as statement_pages
from services.registry.statements.projection import STATEMENTS
from services.registry.totals import api as totals
from services.registry.totals import pages as total_pages
from services.registry.totals.projection import TOTALS
from services.registry.totals.reactions import RECORD_TOTALS
from shared.runtime.service import Service

SERVICE = Service(
    name="registry",
    summary="What the UN Network on Migration is: champion countries, coordination networks, regions, secondments.",
    slices=(
        champions.CHAMPION,
        networks.NETWORK,
        secondments.SECONDMENT,
        statements.STATEMENT,
        totals.TOTAL,
    ),
    views=(
        CALLS,
        CHAMPIONS,
        NETWORKS,
        SECONDMENTS,
        STATEMENTS,
        STRUCTURES,
        TOTALS,
    ),
    reactions=(
        ACCEPT_CHAMPIONS,
        FOLLOW_SECONDMENTS,
        RECORD_TOTALS,
        START_NETWORKS,
    ),
    duties=(FORGET_FOCAL_POINTS,),
    workers=(Sweeping,),
    routes=(
        champions.routes,
        focal_points.routes,
        networks.routes,
        regions.routes,
        secondments.routes,
        statements.routes,
        totals.routes,
    ),
    pages=(
        champion_pages.routes,
        focal_pages.routes,
        network_pages.routes,
        secondment_pages.routes,
        statement_pages.routes,
        total_pages.routes,
    ),
)
