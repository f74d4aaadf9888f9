"""Every page there is, with who looks at it.

Words in braces are links that mails and lists give; ``conftest.found`` finds them in the running house. A page that
a form answers with has the fields that are sent.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Page, Response, Route

from tests.browser.calls import LONG


class Place(NamedTuple):
    """A page: its address, the persona it needs, if any, and what is sent to get it, where it is not just read."""

    path: str
    persona: str | None = None
    status: int = 200
    sent: Mapping[str, str] | None = None

    def __str__(self) -> str:
        """Its name among the others."""
        return self.path if self.sent is None else f"{self.path} {urlencode(self.sent)}"

    def open(self, page: Page, found: Mapping[str, str]) -> Response:
        """Go there, as a person who reads it or sends its form."""
        path = self.path.format_map(found)
        if self.sent is not None:
            page.route(lambda url: urlsplit(url).path == path, lambda route: self._send(route, found))
        answer = page.goto(path)
        assert answer
        return answer

    def fields(self, found: Mapping[str, str]) -> dict[str, str] | None:
        """What is sent, with what was found in the running house."""
        if self.sent is None:
            return None
        return {name: found.get(value.strip("{}"), value) for name, value in self.sent.items()}

    def _send(self, route: Route, found: Mapping[str, str]) -> None:
        headers = {**route.request.headers, "content-type": "application/x-www-form-urlencoded"}
        route.continue_(method="POST", headers=headers, post_data=urlencode(self.fields(found) or {}))


BRIEFING: Final = "2020-03-04"
PUBLIC: Final = (
    Place("/"),
    Place("/about"),
    Place("/consultations/briefings"),
    Place("/consultations/briefings?status=cancelled"),
    Place(f"/consultations/briefings/{BRIEFING}"),
    Place("/consultations/briefings/2020-10-19"),
    Place("/consultations/briefings/everything"),
    Place("/consultations/briefings/everything/documents/e", status=410),
    Place("/consultations/outcomes"),
    Place("/consultations/outcomes?state=overdue"),
    Place("/consultations/issues"),
    Place("/consultations/issues?stage=published&agency=IOM"),
    Place(f"/consultations/issues/{BRIEFING}-one_voice"),
    Place("/consultations/issues/waits"),
    Place("/consultations/issues/answered"),
    Place("/consultations/issues/merged"),
    Place("/consultations/issues/whole"),
    Place("/consultations/briefings/coming"),
    Place("/consultations/briefings/coming/register"),
    Place(
        "/consultations/briefings/coming/register", status=422, sent={"group": "civil_society", "name": "A"}
    ),
    Place("/consultations/briefings/coming/floor"),
    Place("/consultations/registrations/{participant}"),
    Place("/consultations/registrations/not-a-link", status=404),
    Place("/consultations/calls"),
    Place("/consultations/calls?stage=closed"),
    Place("/consultations/calls/{call}"),
    Place("/consultations/calls/{call}?region=africa"),
    Place("/consultations/calls/looked-at"),
    Place("/consultations/calls/open"),
    Place("/consultations/calls/open/take-part"),
    Place("/consultations/calls/{call}/take-part"),
    Place("/consultations/calls/heard/take-part", status=422, sent={"answer.helps": "", "name": "A"}),
    Place(
        "/consultations/calls/heard/take-part", status=422, sent={"answer.papers": "{file}", "address": "x"}
    ),
    Place("/consultations/findings"),
    Place("/consultations/findings?call={call}"),
    Place("/consultations/findings/{finding}"),
    Place("/consultations/findings/waiting"),
    Place("/consultations/findings/gone"),
    Place("/consultations/inputs"),
    Place("/consultations/inputs?call={call}&question=helps&written=en"),
    Place("/consultations/inputs?group=regional_mechanisms"),
    Place("/consultations/inputs/{input}"),
    Place("/consultations/mine/{author}"),
    Place("/consultations/mine/{answerable}"),
    Place("/consultations/mine/{erased}"),
    Place("/consultations/mine/{author}/withdraw"),
    Place("/consultations/mine/{author}/erase"),
    Place("/consultations/mine/not-a-link", status=404),
    Place("/desk/do/attach-document", "secretariat", status=404),
    Place("/consultations/reports"),
    Place("/consultations/reports/2020"),
    Place("/consultations/reports/being-cleared"),
    Place("/consultations/reports/launched"),
    Place("/consultations/reports/being-cleared/draft", "agency"),
    Place("/consultations/reports/being-cleared/draft", "secretariat"),
    Place("/consultations/receipts"),
    Place("/consultations/receipts", status=422, sent={"text": "no receipt"}),
    Place("/consultations/receipts", sent={"text": "{receipt}"}),
    Place("/registry/champions"),
    Place("/registry/champions?as_of=2020-03-02"),
    Place("/registry/champions/PRT"),
    Place("/registry/statements"),
    Place("/registry/statements/together"),
    Place("/registry/networks"),
    Place("/registry/networks/africa"),
    Place("/registry/networks/africa-west_central"),
    Place("/registry/networks/europe_north_america"),
    Place("/registry/totals"),
    Place("/registry/secondments"),
    Place("/registry/secondments/UNHCR_secretariat"),
    Place("/notifications/notices"),
    Place("/notifications/notices?sort=at"),
    Place("/notifications/subscribe"),
    Place("/notifications/subscribed"),
    Place("/notifications/mails"),
    Place("/notifications/notices/{notice}"),
    Place("/notifications/confirm/{confirm}"),
    Place("/notifications/preferences/{manage}"),
    Place("/notifications/unsubscribe/{manage}"),
    Place("/notifications/confirm/not-a-link", status=404),
    Place("/nothing-is-here", status=404),
    Place("/signin"),
    Place("/account", "mission"),
)
_READ: Final = (
    "/desk",
    f"/desk/briefing/{BRIEFING}",
    "/desk/champion/PRT",
    "/desk/network/africa",
    "/desk/network/africa-west_central",
    "/desk/do/plan-subregional",
    "/desk/total/champion_countries",
    "/desk/do/state-total",
    "/desk/statement/together",
    "/desk/do/make-statement",
    "/desk/do/record-support?key=PRT&agency=IOM&what=A+national+plan",
    "/desk/secondment/UNHCR_secretariat",
    "/desk/do/schedule-briefing",
    f"/desk/do/record-outcome?key={BRIEFING}&outcome.kind=champion_accepted",
    f"/desk/do/correct-outcome?key={BRIEFING}&item=champion_PRT",
    f"/desk/do/correct-holding?key={BRIEFING}",
    f"/desk/do/set-programme?key={BRIEFING}",
    f"/desk/do/record-proceedings?key={BRIEFING}",
    f"/desk/do/correct-document?key={BRIEFING}&item=presentations",
    "/desk/do/withdraw-file?key=everything&item=d&number=1",
    f"/desk/do/correct-issue?key={BRIEFING}&item=recs",
    f"/desk/do/retract-evidence?key=PRT&evidence.kind=briefing_outcome&evidence.briefing={BRIEFING}&evidence.outcome=champion_PRT",
    "/desk/do/retract-establishing?key=africa&evidence.kind=-",
    "/desk/do/correct-secondment?key=UNHCR_secretariat&evidence.title=Letter",
    "/desk/do/plan-network",
    "/desk/do/announce-secondment",
    "/desk/report/being-cleared",
    "/desk/section/being-cleared_data",
    "/desk/do/put-for-clearance?key=being-cleared",
    "/desk/do/set-section",
    "/desk/call/heard",
    "/desk/do/draft-call?key=drafted",
    "/desk/finding/rules",
    "/desk/do/record-finding",
    "/desk/do/tie-outcome?key=rules",
    "/desk/do/untie-outcome?key=rules&kind=review_conclusion&target=imrf-2022",
    "/desk/do/extend-call?key=open",
    f"/desk/done/briefing-{BRIEFING}/1?draft=hold-briefing",
    "/desk/issue/waits",
    "/desk/do/open-issue",
    "/desk/do/draft-answer?key=waits",
    "/desk/do/split-issue?key=led",
    "/desk/contacts",
    "/desk/deliveries",
)
_COMING: Final = {"step": "preview", "key": "2030-01-01", "title": "Coming", "when.date": "2030-01-01"}
_LATER: Final = {
    "step": "preview",
    "key": "open",
    "closes.date": "2032-01-01",
    "closes.time": "18:00",
    "closes.time_zone": "UTC",
    "reason": "Many asked for it.",
}
_QUESTIONS: Final = {
    "key": "drafted",
    "version": "1",
    "terms.title.en": "Many questions",
    **{
        f"terms.questions.{number}.{name}": text
        for number, question in enumerate(LONG["questions"])
        for name, text in (("key", question["key"]), ("kind", "text"), ("text.en", question["text"]["en"]))
    },
}
_SENT: Final = (
    ("/desk/do/schedule-briefing", 200, _COMING),
    (
        "/desk/do/schedule-briefing",
        422,
        {**_COMING, "key": "2030/01", "title": "", "was": "title:Before", "version": "1"},
    ),
    (
        "/desk/do/attach-document",
        422,
        {"key": BRIEFING, "version": "1", "item": "no key", "document.title": "A paper"},
    ),
    ("/desk/do/move-briefing", 412, {**_COMING, "key": BRIEFING, "was": "place:Geneva", "version": "1"}),
    (
        "/desk/do/set-programme",
        422,
        {"key": BRIEFING, "version": "1", "agenda.0.title": "A point without a key"},
    ),
    (
        "/desk/do/set-programme",
        412,
        {"key": BRIEFING, "version": "1", "was": "speakers:", "speakers.0.name": "A"},
    ),
    (
        "/desk/do/set-programme",
        200,
        {"key": BRIEFING, "version": "1", "speakers.1.name": "A", "more": "speakers"},
    ),
    ("/desk/do/extend-call", 200, _LATER),
    ("/desk/do/draft-call", 200, {**_QUESTIONS, "more": "fr"}),
    ("/desk/do/draft-call", 200, {**_QUESTIONS, "open": "terms.questions.1"}),
    ("/desk/do/draft-call", 422, {**_QUESTIONS, "terms.questions.1.key": ""}),
    ("/desk/contacts", 422, {"kind": "person", "address": "no address"}),
)
OWN: Final = (
    Place("/registry/networks/africa/focal-points", "secretariat"),
    Place("/registry/networks/africa/focal-points", "network", 422, {"name": "Amina"}),
    Place("/consultations/briefings/coming/participants", "secretariat"),
    Place("/consultations/briefings/coming/participants", "mission"),
    Place("/consultations/briefings/coming/attendance", "secretariat"),
    Place("/consultations/briefings/coming/register", "mission"),
    Place("/consultations/briefings/coming/speakers", "secretariat"),
    Place("/consultations/briefings/coming/speakers", "mission"),
    Place("/consultations/briefings/coming/speakers", "secretariat", 422, {"about": "Reviews"}),
    Place("/consultations/issues/mine", "agency"),
    Place("/consultations/issues/waits/drafts", "agency"),
    Place("/consultations/issues/waits/drafts", "secretariat"),
    Place("/consultations/issues/led/drafts", "agency"),
    Place("/consultations/issues/agreed/drafts", "agency"),
    Place("/consultations/issues/waits/ask-for-change", "agency", 422, {"draft": "2", "change": "Name us"}),
    Place("/consultations/issues/led/draft", "agency", 422, {"text": "It does.", "date": "2031-02-30"}),
    Place("/consultations/issues/led/ask", "agency", 422, {"agencies": "", "time": "25:00"}),
    Place("/desk/floor/coming", "secretariat"),
    Place("/desk/registration/coming", "secretariat"),
    Place("/desk/do/open-registration?key=coming", "secretariat"),
    Place("/consultations/mine", "mission"),
    Place("/consultations/calls/{call}/take-part", "secretariat"),
    Place("/consultations/briefings/everything/documents/d/file", "secretariat"),
    Place("/consultations/briefings/everything/documents/d/file", "secretariat", 422, {"file": ""}),
    Place("/consultations/uploads", "secretariat"),
    Place("/consultations/uploads", "secretariat", 422, {"call": "heard"}),
    Place("/consultations/uploads", "network"),
    Place("/consultations/uploads/{upload}", "secretariat"),
    Place("/consultations/uploads/{upload}/undo", "secretariat"),
    Place("/consultations/marking", "secretariat"),
    Place("/consultations/marking?call={call}", "secretariat"),
    Place("/consultations/findings/{finding}", "secretariat"),
    Place("/consultations/inputs/{input}/mark", "secretariat"),
    Place("/consultations/inputs/{arabic}/mark", "secretariat"),
    Place("/consultations/inputs/{hidden}/mark", "secretariat"),
    Place(
        "/consultations/inputs/{input}/mark", "secretariat", 422, {"question": "helps", "passage": "x y z"}
    ),
    Place(
        "/consultations/inputs/{input}/mark",
        "secretariat",
        422,
        {"question": "helps", "passage": "e", "finding": "rules"},
    ),
    Place(
        "/consultations/inputs/00000000000000000000000000000000/mark",
        "secretariat",
        404,
        {"passage": "words"},
    ),
    Place("/consultations/moderation", "secretariat"),
    Place("/consultations/moderation/{waiting}", "secretariat"),
    Place("/consultations/moderation/{claimed}", "secretariat"),
    Place(
        "/consultations/moderation/gone/redact",
        "secretariat",
        404,
        {"form": "redact", "reason": "other", "note": "It names others.", "out.helps": "A teacher."},
    ),
)
DESK: Final = (
    *(Place(path, "secretariat") for path in _READ),
    *(Place(path, "secretariat", status, sent) for path, status, sent in _SENT),
)
OPERATIONS: Final = (
    Place("/operations", "operator"),
    Place("/operations/registry/replay", "operator", sent={"stream": "champion-PRT"}),
    Place(f"/operations/deliveries/{'0' * 32}-0/retry", "operator", 404, sent={}),
)
PAGES: Final = (*PUBLIC, *OWN, *DESK, *OPERATIONS)
