"""Reports as pages for everybody: all of them, one with who was heard and how it is cleared, and its files."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from services.consultations.attachments.verdicts import Kind
from services.consultations.briefings.files.store import DocumentFiles
from services.consultations.calls.projection import CALLS
from services.consultations.citations.cited import Cited
from services.consultations.citations.findings.projection import FindingState
from services.consultations.report.freezing import size_of
from services.consultations.report.heard import BY as PARTS
from services.consultations.report.heard import Heard, WhoWasHeard
from services.consultations.report.reading import Reports
from services.consultations.report.shown import ReportShown
from services.consultations.report.words import ANSWERS, BY, FOLDER, SECTION, STATUS
from shared.contracts.consultations.calls import AUDIENCES
from shared.i18n.regions import region_words
from shared.i18n.speech import N_, Speech
from shared.i18n.values import network_words
from shared.i18n.versions import version
from shared.problems import Problem
from shared.runtime.service import Room
from shared.values import REGIONS, Key, OfficialLanguage
from shared.web.pages.frame import Crumb
from shared.web.pages.listed import Found, list_pages, public_pages
from shared.web.pages.listing import Column, Filter, Listing
from shared.web.pages.page import HTML, Pages
from shared.web.pages.picture import shares
from shared.web.pages.visit import Visiting
from shared.web.routes.kept_files import Served, file_answers, served
from shared.web.routes.queries import After

TITLE: Final = N_("Reports of the Secretary-General")
PLACE: Final = "/consultations/reports"


def listing(t: Speech) -> Listing[ReportShown]:
    """The list's columns and filter."""
    return Listing(
        columns=(
            Column("title", N_("Report"), lambda one: title(one, t).text),
            Column("status", N_("Status"), lambda one: one.status),
            Column("launch", N_("Launch"), lambda one: str(one.on or one.terms.launch or "") or None),
            Column("symbol", N_("Symbol"), lambda one: one.symbol),
            Column("heard", N_("Inputs heard"), lambda one: one.frozen.count if one.frozen else None),
            Column("key", N_("Key"), lambda one: one.key, filed=True),
        ),
        filters=(
            Filter(
                "status",
                N_("Status"),
                lambda one: one.status,
                lambda t, value: t.say(next(words for known, words in STATUS.items() if known == value)),
            ),
        ),
        sort="-launch",
    )


def title(one: ReportShown, t: Speech) -> Any:
    """The report's title in the reader's language, where it has one."""
    return version(one.terms.title, t.tag)


def to_reports(t: Speech) -> Crumb:
    """The way back to the list of reports."""
    return Crumb(t.say(TITLE), PLACE)


def to_report(one: ReportShown, t: Speech) -> Crumb:
    """The way back to a report."""
    named = title(one, t)
    return Crumb(named.text, f"{PLACE}/{one.key}", named.language)


def routes(room: Room) -> APIRouter:
    """The slice's pages."""
    router = public_pages("reports")
    pages = Pages("/consultations", FOLDER, status=STATUS, answers=ANSWERS, section_status=SECTION)
    reports, heard, files = Reports(room), Heard(room), DocumentFiles(room.database)
    calls, cited = room.reader(CALLS), Cited(room)

    async def find(seen: After) -> Found[ReportShown]:
        await reports.wait_for(seen)
        return Found(await reports.listed())

    list_pages(router, pages, listing, find)

    @router.get("/{key}", responses={200: HTML})
    async def report_page(key: Key, request: Request, visit: Visiting, seen: After) -> Response:
        await reports.wait_for(seen)
        state, t = await reports.state(key), visit.speech
        counted, known = await heard.of(state), await calls.find({"listed": True})
        return pages.public(
            request,
            "report.html",
            visit,
            to_reports(t),
            one=await reports.shown(state),
            heard=counted,
            titles={each.state.key: each.state.terms.title for each in known if each.state.terms},
            tables=tables(counted, t),
            chart=shares(_groups(counted, t), t),
            findings=await _findings(cited, key),
            outcomes=[place.removeprefix("briefing:").partition("#") for place in state.report.announced],
        )

    @router.get("/{key}/heard.txt", response_class=StreamingResponse, responses=file_answers("text/plain"))
    async def list_of_heard(key: Key, request: Request) -> Response:
        """The list that was fixed: on each line the sha256 of an input's id."""
        frozen = (await reports.state(key)).report.frozen
        if frozen is None:
            raise Problem(404, "not-found", "what was heard is not fixed yet")
        file = Served(frozen.sha256, size_of(frozen.count), "text/plain; charset=utf-8", f"heard-{key}.txt")
        return await served(request, files.read, file)

    @router.get("/{key}/versions/{language}", response_class=StreamingResponse, responses=file_answers())
    async def version_of_report(key: Key, language: OfficialLanguage, request: Request) -> Response:
        """The report in a language."""
        found = (await reports.state(key)).report.versions.get(language)
        if found is None or found.file is None:
            raise Problem(404, "not-found", "there is no such file")
        name = f"report-{key}-{language}.{Kind.of(found.file.media_type)}"
        file = Served(found.file.sha256, found.file.size, found.file.media_type, name)
        return await served(request, files.read, file)

    return router


def tables(counted: WhoWasHeard, t: Speech) -> list[tuple[str, list[tuple[str, int, int]]]]:
    """Who was heard, by what they are told apart: each value's name, how many, and how many of them are cited."""
    found = []
    for name in PARTS:
        rows = getattr(counted, f"by_{name}").items()
        found.append((BY[name], [(_named(name, value, t), n.heard, n.cited) for value, n in rows]))
    return [(title, rows) for title, rows in found if any(value for value, *_ in rows)]


async def _findings(cited: Cited, report: str) -> dict[str, list[FindingState]]:
    """The findings that led to a section, by its key."""
    found: dict[str, list[FindingState]] = {}
    for one in await cited.led_to("report_section", report):
        for outcome in one.finding.outcomes:
            if (outcome.kind, outcome.whole) == ("report_section", report):
                found.setdefault(outcome.part, []).append(one)
    return found


def _groups(counted: WhoWasHeard, t: Speech) -> dict[str, list[tuple[str, int]]]:
    """How many of each group were heard, and how many of them are cited."""
    return {
        _named("group", group, t): [(t.say(N_("Heard")), n.heard), (t.say(N_("Cited")), n.cited)]
        for group, n in counted.by_group.items()
    }


def _named(name: str, value: str, t: Speech) -> str:
    if value == "none":
        return t.say(N_("not stated"))
    if name == "group":
        return t.say(next(words for group, words in AUDIENCES.items() if group == value))
    if name == "region":
        return region_words(value, t) if value in REGIONS else value
    return t.language(value) if name == "language" else network_words(value, t)
