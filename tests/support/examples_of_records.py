"""Examples of what real briefings state: outcomes that were reached, and what the first forms did not foresee."""

from shared.contracts.consultations import briefings as b
from shared.contracts.consultations import facts as f
from shared.contracts.consultations import items
from shared.contracts.consultations import outcomes_reached as r
from shared.contracts.consultations.items import FollowUp
from shared.values import PartialDate

REACHED = (
    r.NetworkEstablished(
        network="africa", since=PartialDate("2020-02"), source="https://example.org/networks"
    ),
    r.CoChairsNamed(countries=("PRT", "SLV"), period="2020"),
    r.ReviewPlanned(
        region="africa", starting=PartialDate("2021-07-12"), ending=PartialDate("2021-07-13"), where="online"
    ),
    r.ReviewMoved(region="arab", starting=PartialDate("2021-02"), ending=None, source="note verbale"),
    r.ReviewHeld(region="arab", on=PartialDate("2021-02"), link="https://example.org/arab"),
    r.WorkplanAdopted(period="2021-2022", link="https://example.org/workplan"),
    r.ReportIssued(title="Global Compact", symbol="A/75/542", on=PartialDate("2020-12-01"), link=None),
    r.FundDecided(count=6, amount=12_000_000, currency="USD", what="joint programmes"),
    r.GuidancePublished(item="regional_review_checklist", link="https://example.org/checklist"),
    r.GroupEstablished(group="alternatives_to_detention", lead=("OHCHR", "UNHCR")),
    r.TotalStated(counted="champion_countries", total=23, at_least=True, as_of=PartialDate("2021-06-24")),
    r.Agreed(text="A list of contacts is sent round.", owner="secretariat", due=PartialDate("2020-04")),
)
ARRANGEMENTS = f.Arrangements(
    mode="hybrid",
    also_at=("New York",),
    webcast="https://example.org/webcast",
    recording="https://example.org/recording",
    languages=("en", "fr", "es"),
)
WORDING = items.Wording(text="Regional reviews", language="fr", version="Examens régionaux")
FOLLOWED = FollowUp(
    state="done",
    on=PartialDate("2020-04"),
    evidence="It stands on the list.",
    link="https://example.org/champions",
)
_DAY = f.When.model_validate(
    {"date": "2020-10-19", "start": "15:00", "end": "18:00", "time_zone": "Europe/Zurich"}
)
FILE = items.Filed(media_type="application/pdf", size=1_234_567, sha256="0" * 64, received="1" * 64)
GROWN = (
    b.BriefingMoved(when=_DAY, place=None, reason=None, before=f.When.model_validate({"date": "2020-10-12"})),
    b.ProgrammeSet(
        chair=None,
        speakers=(f.Person(office="Resident Coordinator", country="MKD"),),
        agenda=(f.AgendaItem(key="ohchr", title="Remarks", speaker="OHCHR", source="https://example.org/b"),),
    ),
    b.ProceedingsRecorded(
        interventions=(
            f.Intervention(
                points=("support",),
                figures=(f.Figure(what="mptf", value=12_000_000, currency="USD", source="the Coordinator"),),
                by_country="KEN",
                speaker="Permanent Representative",
                capacity="champion country",
                item="ohchr",
                source="https://example.org/b",
            ),
        ),
        attendance=f.Attendance(at_least=150, in_person=20, online=130, source="https://example.org/b"),
    ),
    b.DocumentAttached(
        key="slides",
        document=items.Document(
            title="Slides",
            language="fr",
            kind="slides",
            symbol="A/75/542",
            date=PartialDate("2020-12-01"),
            translation_of="slides_en",
        ),
    ),
    b.IssueRaised(
        key="covid",
        issue=items.Issue(
            topic="covid_19",
            text="Access to health care",
            raised_by="KEN",
            answer="It is in the brief.",
            owner="WHO",
            due=PartialDate("2021-01"),
            source="https://example.org/b",
        ),
    ),
)
"""Events that say what their first form did not foresee."""
