"""What a briefing can report as reached, decided or agreed, beside what it announces."""

from typing import Annotated, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from shared.contracts.consultations.facts import Names, source
from shared.forms import LONG, titled, worded
from shared.money import Currency
from shared.texts import N_
from shared.values import (
    REGION_NAMES,
    AtMost,
    Count,
    Country,
    Flag,
    Link,
    Name,
    NetworkKey,
    Number,
    PartialDate,
    Region,
    Text,
    Value,
    added,
    mistake,
)

COUNTED: Final = {
    "champion_countries": N_("champion countries"),
    "country_networks": N_("country networks"),
    "regional_networks": N_("regional networks"),
    "network_entities": N_("entities of the Network"),
    "regional_reviews_held": N_("regional reviews held"),
    "mptf_concept_notes": N_("concept notes to the Migration MPTF"),
    "mptf_programmes_funded": N_("programmes funded by the Migration MPTF"),
}
"""What a source states the total of."""
Counted = Literal[
    "champion_countries",
    "country_networks",
    "regional_networks",
    "network_entities",
    "regional_reviews_held",
    "mptf_concept_notes",
    "mptf_programmes_funded",
]


class Result(Value):
    """What every outcome may say: where it is stated, who follows it up, and until when."""

    source: Text | None = source()
    owner: Name | None = added(title=N_("Who follows it up"))
    due: PartialDate | None = added(title=N_("Due"))


class NetworkEstablished(Result):
    """A network is established."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Network established")))
    kind: Literal["network_established"] = "network_established"
    network: NetworkKey = Field(title=N_("Network"))
    since: PartialDate | None = Field(None, title=N_("Since"))


class CoChairsNamed(Result):
    """States that co-chair the champion countries' group for a period."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Co-chairs named")))
    kind: Literal["co_chairs_named"] = "co_chairs_named"
    countries: Annotated[tuple[Country, ...], AtMost(20, least=1)] = Field(title=N_("Countries"))
    period: Name | None = Field(None, title=N_("Period"))


class ReviewPlanned(Result):
    """A regional review is planned."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Regional review planned")))
    kind: Literal["regional_review_planned"] = "regional_review_planned"
    region: Region = Field(title=N_("Region"), json_schema_extra=worded(REGION_NAMES))
    starting: PartialDate | None = Field(None, title=N_("Starting"))
    ending: PartialDate | None = Field(None, title=N_("Ending"))
    where: Name | None = Field(None, title=N_("Where"))


class ReviewMoved(ReviewPlanned):
    """A planned regional review is moved; what it says takes the place of what was planned."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Regional review moved")))
    kind: Literal["regional_review_moved"] = "regional_review_moved"  # type: ignore[assignment]  # its own kind


class ReviewHeld(Result):
    """A regional review took place."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Regional review held")))
    kind: Literal["regional_review_held"] = "regional_review_held"
    region: Region = Field(title=N_("Region"), json_schema_extra=worded(REGION_NAMES))
    on: PartialDate | None = Field(None, title=N_("Date"))
    link: Link | None = Field(None, title=N_("Address"))


class WorkplanAdopted(Result):
    """The Network's workplan for a period is adopted."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Workplan adopted")))
    kind: Literal["workplan_adopted"] = "workplan_adopted"
    period: Name = Field(title=N_("Period"))
    link: Link | None = Field(None, title=N_("Address"))


class ReportIssued(Result):
    """A report is issued."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Report issued")))
    kind: Literal["report_issued"] = "report_issued"
    title: Text = Field(title=N_("Title"))
    symbol: Name | None = Field(None, title=N_("Symbol"))
    on: PartialDate | None = Field(None, title=N_("Date"))
    link: Link | None = Field(None, title=N_("Address"))


class FundDecided(Result):
    """The Migration MPTF's Steering Committee approved programmes, as many and for as much as is stated."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Migration MPTF programmes approved")))
    kind: Literal["mptf_programmes_approved"] = "mptf_programmes_approved"
    count: Count | None = Field(None, title=N_("How many"))
    amount: Number | None = Field(None, title=N_("Amount"))
    currency: Currency | None = Field(None, title=N_("Currency"))
    what: Text | None = Field(None, title=N_("What"))

    @model_validator(mode="after")
    def _in_a_currency(self) -> Self:
        if (self.amount is None) != (self.currency is None):
            wrong = N_("an amount and its currency go together")
            raise mistake("currency", wrong, N_("both, or none of them, is right"))
        return self


class GuidancePublished(Result):
    """A piece of guidance is published."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Guidance published")))
    kind: Literal["guidance_published"] = "guidance_published"
    item: Name = Field(title=N_("What"))
    link: Link | None = Field(None, title=N_("Address"))


class GroupEstablished(Result):
    """A working group is established."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Working group established")))
    kind: Literal["working_group_established"] = "working_group_established"
    group: Name | None = Field(None, title=N_("Group"))
    lead: Names = Field((), title=N_("Led by"))


class TotalStated(Result):
    """A total as a source states it; what the record itself counts stands beside it, and may differ."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Total stated")))
    kind: Literal["total_stated"] = "total_stated"
    counted: Counted = Field(title=N_("Total of"), json_schema_extra=worded(COUNTED))
    total: Count = Field(title=N_("How many"))
    at_least: Flag | None = Field(None, title=N_("And more"))
    as_of: PartialDate | None = Field(None, title=N_("As of"))


class Agreed(Result):
    """Something else was agreed or asked for, in words."""

    model_config = ConfigDict(json_schema_extra=titled(N_("Agreed")))
    kind: Literal["agreed"] = "agreed"
    text: Text = Field(title=N_("What was agreed"), json_schema_extra=LONG)


REACHED = (
    NetworkEstablished
    | CoChairsNamed
    | ReviewPlanned
    | ReviewMoved
    | ReviewHeld
    | WorkplanAdopted
    | ReportIssued
    | FundDecided
    | GuidancePublished
    | GroupEstablished
    | TotalStated
    | Agreed
)
