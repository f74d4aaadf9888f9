"""A briefing as the API shows it: what a record is compared with."""

from typing import Self

from services.consultations.briefings.effects import Became
from services.consultations.briefings.projection import BriefingState
from services.consultations.briefings.shown import OutcomeItem
from shared.contracts.consultations.facts import Holding, When
from shared.values import RECORDED


class ShownOutcome(OutcomeItem):
    """An outcome, and what became of it."""

    became: Became | None = None


class BriefingShown(BriefingState):
    """The briefing."""

    outcomes: tuple[ShownOutcome, ...] = ()

    @classmethod
    def read(cls, body: bytes | str) -> Self:
        """From the body of the API's answer, whatever it says besides; ValidationError where it is not one."""
        return cls.model_validate_json(body, context=RECORDED, extra="ignore")

    @property
    def was_held(self) -> bool:
        """Whether it is recorded as held."""
        return self.status in {"held", "summarised"}

    @property
    def holding(self) -> Holding | None:
        """That it was held."""
        if not self.was_held or self.title is None or self.when is None:
            return None
        return Holding(title=self.title, when=self.when, place=self.place, source=self.source)

    @property
    def foreseen(self) -> dict[str, object] | None:
        """What was announced while its day was not known."""
        if self.status != "foreseen":
            return None
        return {"title": self.title, "on": self.on, "place": self.place, "source": self.source}

    @property
    def days(self) -> list[tuple[When, str | None]]:
        """The days and places it was set for since it was last announced."""
        days: list[tuple[When, str | None]] = []
        for entry in self.schedule:
            if entry.what == "scheduled":
                days = []
            if entry.when is not None:
                days.append((entry.when, entry.place))
        return days
