"""The one place that knows all services."""

from collections.abc import Sequence

from services.consultations.main import SERVICE as CONSULTATIONS
from services.notifications.main import SERVICE as NOTIFICATIONS
from services.registry.main import SERVICE as REGISTRY
from shared.runtime.service import Service

SERVICES = {service.name: service for service in (REGISTRY, CONSULTATIONS, NOTIFICATIONS)}


def chosen(names: Sequence[str]) -> list[Service]:
    """The services of these names; all of them for none. KeyError for an unknown one."""
    return [SERVICES[name] for name in names] if names else list(SERVICES.values())
