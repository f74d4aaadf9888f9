"""The registry: what the Network is. Every part of the service, and how it is wired, on one screen."""

from services.registry.champions import api as champions
from services.registry.champions.projection import CHAMPIONS
from services.registry.champions.reactions import ACCEPT_CHAMPIONS
from services.registry.networks import api as networks
from services.registry.networks.projection import NETWORKS, STRUCTURES
from services.registry.networks.reactions import START_NETWORKS
from shared.runtime.service import Service

SERVICE = Service(
    name="registry",
    summary="What the UN Network on Migration is: champion countries and coordination networks.",
    slices=(champions.CHAMPION, networks.NETWORK),
    views=(CHAMPIONS, NETWORKS, STRUCTURES),
    reactions=(ACCEPT_CHAMPIONS, START_NETWORKS),
    routes=(champions.routes, networks.routes),
)
