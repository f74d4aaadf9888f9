"""What a champion's events have made of it: terms, and the evidence that each acceptance rests on."""

import datetime as dt
from typing import Literal

from shared.contracts.registry.evidence import Evidence
from shared.plain import plain
from shared.values import Day, PartialDate

Status = Literal["absent", "invited", "accepted", "active", "withdrawn"]


@plain
class ChampionSupport:
    """A piece of evidence and the dates it gives."""

    evidence: Evidence
    since: PartialDate
    announced_on: Day | None

    @property
    def order(self) -> tuple[dt.date, int, dt.date, str]:
        """Earlier evidence comes first: by its date, the more precise of two, its announcement, its name."""
        since = self.since
        return since.first, -len(since.root), self.announced_on or dt.date.max, self.evidence.id


@plain
class Mark:
    """Something that happened ``on`` a date, and what was said of it."""

    on: PartialDate
    note: str | None = None


@plain
class ChampionTerm:
    """From an invitation or an acceptance to a withdrawal."""

    invited: Mark | None = None
    support: tuple[ChampionSupport, ...] = ()
    activated: Mark | None = None
    withdrawn: Mark | None = None

    @property
    def status(self) -> Status:
        """The furthest the term has come."""
        if self.withdrawn:
            return "withdrawn"
        if self.activated:
            return "active"
        if self.support:
            return "accepted"
        return "invited" if self.invited else "absent"

    @property
    def first(self) -> ChampionSupport | None:
        """The earliest evidence that remains, in whichever order it was recorded: it dates the acceptance."""
        return min(self.support, key=lambda support: support.order, default=None)

    @property
    def since(self) -> PartialDate | None:
        """The date of the status."""
        if mark := self.withdrawn or self.activated:
            return mark.on
        if first := self.first:
            return first.since
        return self.invited.on if self.invited else None


@plain
class Champion:
    """A champion country as its events have made it."""

    terms: tuple[ChampionTerm, ...] = ()

    @property
    def term(self) -> ChampionTerm:
        """The last term."""
        return self.terms[-1] if self.terms else ChampionTerm()

    @property
    def status(self) -> Status:
        """The status of the last term."""
        return self.term.status

    def support(self, evidence: Evidence) -> ChampionSupport | None:
        """The support that rests on this evidence, in whichever term."""
        every = (support for term in self.terms for support in term.support)
        return next((support for support in every if support.evidence.id == evidence.id), None)
