"""One example of every event of a report and of its sections."""

import datetime as dt

from shared.contracts.consultations import report as r
from shared.contracts.envelope import Event
from shared.contracts.registry.evidence import BriefingOutcome
from shared.values import PartialDate
from tests.support.examples_of_records import FILE

AT = dt.datetime(2020, 9, 1, 9, 30, tzinfo=dt.UTC)
OUTCOME = BriefingOutcome(briefing="2020-03-04", outcome="sg_report_launch_planned")
TERMS = r.ReportTerms(
    title={"en": "Report of the Secretary-General", "fr": "Rapport du Secrétaire général"},
    mandate="A/RES/73/195",
    period="2018 to 2020",
    launch=PartialDate("2020-12"),
    calls=("2020-spring",),
)
HASH = "ab" * 32

REPORT: tuple[Event, ...] = (
    r.ReportOpened(terms=TERMS, example=True),
    r.ReportRevised(terms=TERMS),
    r.LaunchPlanned(
        terms=TERMS, month=PartialDate("2020-12"), occasion="second anniversary", evidence=OUTCOME
    ),
    r.LaunchPlanRetracted(evidence=OUTCOME, reason="misheard"),
    r.ReportFrozen(calls=("2020-spring",), count=7, sha256=HASH, at=AT),
    r.ReportPut(draft=2, sections={"2020_data": 3}, changes="The figures of 2020"),
    r.ReportLaunched(symbol="A/75/542", on=PartialDate("2020-12-01")),
    r.VersionPublished(language="fr", link="https://example.org/fr", file=FILE),
    r.VersionWithdrawn(language="fr", reason="a page is missing"),
    r.ReportWithdrawn(reason="begun by mistake"),
)
SECTION: tuple[Event, ...] = (
    r.SectionSet(report="2020", title={"en": "Data"}, owner="IOM", due=PartialDate("2020-09-15"), place=1),
    r.SectionDrafted(draft=2, text={"en": "What is known."}, changes="The figures of 2020", by="IOM"),
    r.SectionDropped(reason="part of another section"),
)
