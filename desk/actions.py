"""Everything that the desk can do."""

from collections.abc import Mapping
from typing import Final

from desk.action import Action
from desk.briefing import BRIEFING
from desk.calls import CALLS
from desk.registry import REGISTRY
from shared.i18n.outcomes import KINDS

ACTIONS: Final[Mapping[str, Action]] = {action.name: action for action in (*BRIEFING, *CALLS, *REGISTRY)}
"""Every action, by its name in addresses."""
OUTCOMES: Final = tuple(KINDS)
"""The kinds of outcomes."""
