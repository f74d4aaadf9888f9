"""What hypothesis draws: values, outcomes and commands, small enough that they meet."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from services.consultations.briefings import commands as b
from services.consultations.briefings.filing_commands import FileDocument, WithdrawFile
from services.registry.champions import commands as c
from services.registry.networks import commands as n
from services.registry.secondments import commands as s
from services.registry.statements import commands as j
from services.registry.totals import commands as w
from shared.contracts.consultations import facts as f
from shared.contracts.consultations import items
from shared.contracts.consultations import outcomes as o
from shared.contracts.consultations import outcomes_reached as r
from shared.contracts.registry.evidence import BriefingOutcome, EvidenceDocument, Source
from shared.values import REGIONS, PartialDate

days = st.dates(dt.date(2019, 12, 1), dt.date(2021, 2, 1))
partial_dates = st.builds(
    lambda day, cut: PartialDate(day.isoformat()[:cut]), days, st.sampled_from([4, 7, 10])
)
keys = st.sampled_from(["a", "b", "c"])
words = st.sampled_from(["one", "two", "ñandú", "移民", "= not a formula"])
countries = st.sampled_from(["PRT", "SLV", "ECU"])
networks = st.sampled_from(["global", "africa", "arab", "PRT", "SLV"])
maybe_word = st.none() | words
names = st.lists(words, max_size=2).map(tuple)

_level = {name: "global" if name == "global" else "regional" if name in REGIONS else "country" for name in
          ["global", "africa", "arab", "PRT", "SLV"]}  # fmt: skip


def _structure(network: str | None, level: Any) -> o.StructureInProgress:
    return o.StructureInProgress.model_validate(
        {"level": _level[network] if network else level, "network": network}
    )


maybe_date = st.none() | partial_dates
links = st.sampled_from([None, "https://example.org/a"])
counts = st.none() | st.integers(0, 300)
traced: dict[str, Any] = {"source": maybe_word, "owner": maybe_word, "due": maybe_date}
outcomes: st.SearchStrategy[o.Outcome] = st.one_of(
    st.builds(o.AcceptedChampion, country=countries, since=st.none() | partial_dates),
    st.builds(_structure, st.none() | networks, st.sampled_from(["global", "regional", "country"])),
    st.builds(o.GuidanceToPublish, item=words),
    st.builds(o.ListPublished, item=words, where=maybe_word, initial=st.none() | st.booleans()),
    st.builds(o.FeedbackInvited, where=maybe_word),
    st.builds(o.MptfReviewPlanned, what=maybe_word, submitted_by=maybe_word, purpose=maybe_word),
    st.builds(o.MptfPipelinePlanned, rolling=st.none() | st.booleans(), use=names),
    st.builds(o.ConsultationsPlanned, starting=st.none() | partial_dates, season=maybe_word,
              participants=names, feeds=maybe_word),
    st.builds(o.ReportLaunchPlanned, month=st.none() | partial_dates, occasion=maybe_word),
    st.builds(o.BriefingsPlanned, cities=names, period=maybe_word),
    st.builds(o.SecondmentAcknowledged, agency=words, to=maybe_word,
              state=st.sampled_from([None, "impending", "in_post", "ended"])),
    st.builds(o.CoreWorkContinues, areas=names),
    st.builds(r.NetworkEstablished, network=networks, since=maybe_date, **traced),
    st.builds(r.CoChairsNamed, countries=st.just(("PRT", "ECU")), period=maybe_word, **traced),
    st.builds(r.ReviewPlanned, region=st.sampled_from(REGIONS), starting=maybe_date, ending=maybe_date),
    st.builds(r.ReviewMoved, region=st.sampled_from(REGIONS), starting=maybe_date, where=maybe_word),
    st.builds(r.ReviewHeld, region=st.sampled_from(REGIONS), on=maybe_date, link=links),
    st.builds(r.WorkplanAdopted, period=words, link=links),
    st.builds(r.ReportIssued, title=words, symbol=maybe_word, on=maybe_date, link=links, **traced),
    st.builds(r.FundDecided, count=counts, what=maybe_word, amount=st.just(12_000_000), currency=st.just("USD")),
    st.builds(r.GuidancePublished, item=words, link=links, **traced),
    st.builds(r.GroupEstablished, group=maybe_word, lead=names),
    st.builds(r.TotalStated, counted=st.sampled_from(sorted(r.COUNTED)), total=st.integers(0, 300),
              at_least=st.none() | st.booleans(), as_of=maybe_date, **traced),
    st.builds(r.Agreed, text=words, **traced),
)  # fmt: skip

whens = st.builds(
    f.When,
    date=days,
    start=st.none() | st.sampled_from([dt.time(10), dt.time(15, 30)]),
    time_zone=st.sampled_from([None, "Europe/Zurich", "America/New_York"]),
) | st.builds(f.When, date=days, start=st.just(dt.time(10)), end=st.just(dt.time(13)))
persons = st.builds(
    f.Person, role=maybe_word, office=maybe_word, agency=maybe_word, name=words, country=st.none() | countries
)
arrangements = st.builds(
    f.Arrangements,
    mode=st.sampled_from([None, *f.MODES]),
    also_at=names,
    webcast=links,
    recording=links,
    languages=st.sampled_from([(), ("en", "fr")]),
)
wordings = st.lists(
    st.builds(items.Wording, text=words, language=st.sampled_from(["fr", "es"]), version=words), max_size=2
).map(tuple)
agendas = st.lists(
    st.builds(f.AgendaItem, key=keys, title=words, covers=names, mandate=maybe_word, speaker=maybe_word),
    max_size=2,
    unique_by=lambda item: item.key,
).map(tuple)
numbers = st.integers(0, 10**12) | st.floats(-1e9, 1e9)
figures = st.lists(
    st.builds(
        f.Figure, what=words, value=numbers, currency=st.sampled_from([None, "USD"]), source=maybe_word
    ),
    max_size=2,
    unique_by=lambda x: x.what,
)
interventions = st.lists(
    st.builds(f.Intervention, by=maybe_word, by_working_group=st.none() | keys, points=names,
              figures=figures.map(tuple), by_country=st.none() | countries, speaker=maybe_word,
              capacity=maybe_word, item=st.none() | keys, source=maybe_word), max_size=2,
).map(tuple)  # fmt: skip
attendances = st.builds(
    f.Attendance, total=st.none() | st.integers(40, 500), groups=names, at_least=counts,
    in_person=st.none() | st.integers(0, 20), online=st.none() | st.integers(0, 20), source=maybe_word,
)  # fmt: skip
documents = st.builds(
    items.Document,
    title=words,
    language=st.sampled_from(["en", "fr", "zh-Hant"]),
    link=links,
    sha256=st.sampled_from([None, "0" * 64]),
    kind=st.sampled_from([None, *items.DOCUMENT_KINDS]),
    symbol=maybe_word,
    date=maybe_date,
    translation_of=st.none() | keys,
)
issues = st.builds(
    items.Issue, topic=words, text=words, raised_by=maybe_word, answer=maybe_word, owner=maybe_word,
    due=maybe_date, source=maybe_word,
)  # fmt: skip
follow_ups = st.builds(
    items.FollowUp, state=st.sampled_from(["open", "done", "superseded"]), on=maybe_date, evidence=maybe_word,
    link=links, by=maybe_word,
)  # fmt: skip

hashes = st.sampled_from(["0" * 64, "1" * 64, "2" * 64])
briefing_commands: st.SearchStrategy[b.BriefingCommand] = st.one_of(
    st.builds(b.ScheduleBriefing, title=words, when=whens, place=maybe_word),
    st.builds(b.ForeseeBriefing, title=words, on=partial_dates, place=maybe_word, source=maybe_word),
    st.builds(b.PostponeBriefing, reason=maybe_word),
    st.builds(b.ReplaceBriefing, by=keys, reason=maybe_word),
    st.builds(b.SetArrangements, arrangements=arrangements),
    st.builds(b.SetWordings, wordings=wordings),
    st.builds(b.FollowUpOutcome, key=keys, follow_up=follow_ups),
    st.builds(b.MoveBriefing, when=whens, place=maybe_word, reason=maybe_word),
    st.builds(b.CancelBriefing, reason=maybe_word),
    st.builds(b.HoldBriefing, title=words, when=whens, place=maybe_word),
    st.builds(b.CorrectHolding, title=words, when=whens, place=maybe_word),
    st.builds(b.SetProgramme, chair=st.none() | persons, speakers=st.lists(persons, max_size=2).map(tuple),
              agenda=agendas),
    st.builds(b.RecordProceedings, interventions=interventions, attendance=st.none() | attendances),
    st.builds(b.AttachDocument, key=keys, document=documents),
    st.builds(b.CorrectDocument, key=keys, document=documents),
    st.builds(b.WithdrawDocument, key=keys, reason=words),
    st.builds(FileDocument, key=keys, media_type=st.just("application/pdf"), size=st.integers(1, 9),
              sha256=hashes, received=hashes),
    st.builds(WithdrawFile, key=keys, number=st.integers(0, 3), reason=words),
    st.builds(b.RaiseIssue, key=keys, issue=issues),
    st.builds(b.CorrectIssue, key=keys, issue=issues),
    st.builds(b.WithdrawIssue, key=keys, reason=words),
    st.builds(b.RecordOutcome, key=keys, outcome=outcomes),
    st.builds(b.CorrectOutcome, key=keys, outcome=outcomes),
    st.builds(b.WithdrawOutcome, key=keys, reason=words),
    st.builds(b.SummariseBriefing),
)  # fmt: skip

evidence = st.one_of(
    st.builds(BriefingOutcome, briefing=keys, outcome=keys),
    st.builds(EvidenceDocument, title=words, link=st.sampled_from([None, "https://example.org/a"])),
)
sources = st.builds(Source, text=words)
years = st.sampled_from(["2019", "2020", "2021"]).map(PartialDate)
champion_commands: st.SearchStrategy[c.ChampionCommand] = st.one_of(
    st.builds(c.InviteChampion, country=st.just("PRT"), on=partial_dates, evidence=st.none() | evidence),
    st.builds(c.AcceptChampion, country=st.just("PRT"), evidence=evidence, since=partial_dates,
              announced_on=st.none() | days),
    st.builds(c.RetractEvidence, evidence=evidence, reason=words),
    st.builds(c.ActivateChampion, on=partial_dates, note=maybe_word),
    st.builds(c.WithdrawChampion, on=partial_dates, reason=maybe_word),
    st.builds(c.RecordConfirmation, title=words, language=st.sampled_from(["en", "pt"]), link=st.none(),
              on=st.none() | partial_dates),
    st.builds(c.RetractConfirmation, title=words, language=st.sampled_from(["en", "pt"]), reason=words),
    st.builds(c.RecordSupport, agency=words, what=words, since=st.none() | partial_dates,
              until=st.none() | partial_dates),
    st.builds(c.RetractSupport, agency=words, what=words, reason=words),
    st.builds(c.ElectCoChair, year=years, source=sources),
    st.builds(c.RetractCoChair, year=years, reason=words),
)  # fmt: skip
total_commands: st.SearchStrategy[w.TotalCommand] = st.one_of(
    st.builds(w.StateTotal, what=st.just("champion_countries"), total=st.integers(0, 50),
              at_least=st.booleans(), as_of=partial_dates, evidence=evidence),
    st.builds(w.RetractTotal, what=st.just("champion_countries"), as_of=partial_dates, evidence=evidence,
              reason=words),
)  # fmt: skip
statement_commands: st.SearchStrategy[j.StatementCommand] = st.one_of(
    *(st.builds(kind, title=words, on=partial_dates, link=st.none(),
                countries=st.lists(countries, min_size=1, max_size=3).map(tuple), language=st.none())
      for kind in (j.MakeStatement, j.CorrectStatement)),
    st.builds(j.WithdrawStatement, reason=words),
)  # fmt: skip

contacts = st.sampled_from(["a" * 32, "b" * 32])
network_commands: st.SearchStrategy[n.NetworkCommand] = st.one_of(
    st.builds(n.PlanNetwork, network=st.just("SLV"), title=words, source=sources,
              region=st.sampled_from([None, "latin_america_caribbean"])),
    st.builds(n.StartEstablishing, network=st.just("SLV"), evidence=st.none() | evidence,
              on=st.none() | partial_dates, announced_on=st.none() | days),
    st.builds(n.RetractEstablishing, evidence=st.none() | evidence, reason=words),
    st.builds(n.EstablishNetwork, on=partial_dates, source=sources),
    st.builds(n.CloseNetwork, on=partial_dates, reason=maybe_word),
    st.builds(n.JoinNetwork, agency=words, role=st.sampled_from(["coordinator", "member"]),
              on=st.none() | partial_dates),
    st.builds(n.LeaveNetwork, agency=words, role=st.sampled_from(["coordinator", "member"]),
              on=st.none() | partial_dates),
    st.builds(n.NameFocalPoint, contact=contacts, agency=maybe_word),
    st.builds(n.ReleaseFocalPoint, contact=contacts),
)  # fmt: skip

_stated = {"key": st.just("ILO_secretariat"), "agency": st.just("ILO"), "to": st.just("secretariat"),
           "post": maybe_word, "on": st.none() | partial_dates, "announced_on": st.none() | days,
           "evidence": evidence}  # fmt: skip
secondment_commands: st.SearchStrategy[s.SecondmentCommand] = st.one_of(
    st.builds(s.AnnounceSecondment, **_stated),
    st.builds(s.StartSecondment, **_stated),
    st.builds(s.EndSecondment, **_stated),
    st.builds(s.CorrectSecondment, evidence=evidence, post=maybe_word, on=st.none() | partial_dates),
    st.builds(s.RetractSecondmentEvidence, evidence=evidence, reason=words),
)
