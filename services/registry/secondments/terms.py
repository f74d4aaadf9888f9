"""What a secondment's events have made of it: terms, and the evidence that each of them rests on.

The history is a row of *terms*: after the end of one, a new announcement or a new start begins the next. A
term stands at the furthest status that its evidence supports, so that it does not matter in which order
briefings are heard, and undoing evidence needs no other bookkeeping.
"""

from typing import Final, Literal

from shared.contracts.registry.evidence import Evidence
from shared.contracts.registry.secondments import SecondmentStatus
from shared.plain import plain
from shared.values import Day, PartialDate

Status = SecondmentStatus | Literal["absent"]
FURTHER: Final[tuple[Status, ...]] = ("absent", "impending", "in_post", "ended")
"""Every status, each further than the one before."""


@plain
class SecondmentSupport:
    """A piece of evidence and what it says."""

    evidence: Evidence
    agency: str
    to: str | None
    status: SecondmentStatus
    on: PartialDate | None
    announced_on: Day | None


@plain
class SecondmentTerm:
    """From an announcement or a start to an end."""

    post: str | None = None
    support: tuple[SecondmentSupport, ...] = ()

    @property
    def status(self) -> Status:
        """The furthest that its evidence supports."""
        return max((support.status for support in self.support), key=FURTHER.index, default="absent")

    @property
    def announced_on(self) -> Day | None:
        """The first day on which the status was announced, in whichever order its evidence was recorded."""
        said = (support.announced_on for support in self.support if support.status == self.status)
        return min((day for day in said if day), default=None)

    def on(self, status: Status) -> PartialDate | None:
        """The earliest date that evidence states for ``status``; of two, the more precise."""
        said = (support.on for support in self.support if support.status == status)
        return min((on for on in said if on), key=lambda on: (on.first, on.last), default=None)

    def resting_on(self, evidence: Evidence) -> SecondmentSupport | None:
        """The support that is this evidence."""
        return next((support for support in self.support if support.evidence.id == evidence.id), None)


@plain
class Secondment:
    """A secondment as its events have made it; no term is without evidence."""

    terms: tuple[SecondmentTerm, ...] = ()

    @property
    def term(self) -> SecondmentTerm:
        """The last term, which is the current one."""
        return self.terms[-1] if self.terms else SecondmentTerm()

    @property
    def status(self) -> Status:
        """The status of the last term."""
        return self.term.status

    def term_of(self, evidence: Evidence) -> SecondmentTerm | None:
        """The term that rests on this evidence."""
        return next((term for term in self.terms if term.resting_on(evidence)), None)

    def stating(self, post: str | None, new: SecondmentSupport, *, anew: bool) -> "Secondment":
        """With ``new`` in a term of its own, in place of what its evidence said, or else in the last term."""
        if anew:
            return Secondment(terms=(*self.terms, SecondmentTerm(post=post, support=(new,))))
        home = self.term_of(new.evidence) or self.term
        support = tuple(new if old.evidence.id == new.evidence.id else old for old in home.support)
        stated = SecondmentTerm(post=post, support=support if new in support else (*support, new))
        return Secondment(terms=tuple(stated if term is home else term for term in self.terms))

    def without(self, evidence: Evidence) -> "Secondment":
        """Without this evidence, and without a term that nothing else supports."""
        left = [
            SecondmentTerm(
                post=term.post, support=tuple(s for s in term.support if s.evidence.id != evidence.id)
            )
            for term in self.terms
        ]
        return Secondment(terms=tuple(term for term in left if term.support))
