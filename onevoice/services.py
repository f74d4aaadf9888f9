"""The one place that knows all services."""

from services.consultations.main import SERVICE as CONSULTATIONS
from services.notifications.main import SERVICE as NOTIFICATIONS
from services.registry.main import SERVICE as REGISTRY

SERVICES = {service.name: service for service in (REGISTRY, CONSULTATIONS, NOTIFICATIONS)}
