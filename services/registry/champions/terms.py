"""What a champion's events have made of it: terms, and the evidence that each acceptance rests on."""

import datetime as dt
from typing import Literal

from shared.contracts.registry.evidence import Evidence, Source
from shared.plain import plain
from shared.values import Day, Language, Link, PartialDate

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
    def began(self) -> PartialDate | None:
        """Since when it is, or was, a champion country; None where it never was."""
        if first := self.first:
            return first.since
        return self.activated.on if self.activated else None

    def covers(self, on: PartialDate) -> bool:
        """Whether the State may have been a champion country on this date."""
        ended = self.withdrawn is not None and on.surely_after(self.withdrawn.on)
        return self.began is not None and not on.surely_before(self.began) and not ended

    @property
    def since(self) -> PartialDate | None:
        """The date of the status."""
        if mark := self.withdrawn or self.activated:
            return mark.on
        if first := self.first:
            return first.since
        return self.invited.on if self.invited else None


@plain
class Confirmation:
    """A document by which the State confirmed that it is a champion country."""

    title: str
    language: Language
    link: Link | None
    on: PartialDate | None

    @property
    def id(self) -> tuple[str, ...]:
        """Two with the same id are the same document."""
        return self.title, self.language


@plain
class SupportGiven:
    """What an agency does for the champion country."""

    agency: str
    what: str
    since: PartialDate | None
    until: PartialDate | None

    @property
    def id(self) -> tuple[str, ...]:
        """Two with the same id are the same support."""
        return self.agency, self.what

    def covers(self, day: dt.date) -> bool:
        """Whether it may be given on that day."""
        begun = self.since is None or self.since.first <= day
        return begun and (self.until is None or day <= self.until.last)


@plain
class CoChair:
    """A year in which it is a co-chair of the champion countries, and who says so."""

    year: PartialDate
    source: Source

    @property
    def id(self) -> tuple[str, ...]:
        """Two with the same id are of the same year."""
        return (self.year.root,)


@plain
class Champion:
    """A champion country as its events have made it."""

    terms: tuple[ChampionTerm, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    supported: tuple[SupportGiven, ...] = ()
    co_chairs: tuple[CoChair, ...] = ()

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
