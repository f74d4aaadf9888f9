"""Consultations: what the Network hears. Every part of the service, and how it is wired, on one screen."""

from services.consultations.attachments import api as attachments
from services.consultations.briefings import api as briefings
from services.consultations.briefings import pages as briefing_pages
from services.consultations.briefings.effects import OUTCOME_EFFECTS
from services.consultations.briefings.files import api as document_files
from services.consultations.briefings.files import pages as document_pages
from services.consultations.briefings.files import serving_pages as document_serving
from services.consultations.briefings.files import store as document_store
from services.consultations.briefings.projection import BRIEFINGS
from services.consultations.calendar import pages as calendar_pages
from services.consultations.calls import api as calls
from services.consultations.calls import pages as call_pages
from services.consultations.calls.projection import CALLS
from services.consultations.calls.reactions import DRAFT_CALLS
from services.consultations.calls.reminders import Reminders
from services.consultations.citations import api as citations
from services.consultations.citations.findings import api as findings
from services.consultations.citations.findings import pages as finding_pages
from services.consultations.citations.findings.projection import FINDINGS
from services.consultations.citations.passages import api as passages
from services.consultations.citations.passages import pages as marking_pages
from services.consultations.citations.passages.marking import PASSAGE
from services.consultations.citations.passages.projection import PASSAGES
from services.consultations.floor import api as floor
from services.consultations.floor import own_pages as floor_own_pages
from services.consultations.floor import pages as floor_pages
from services.consultations.floor import speakers_pages
from services.consultations.floor.asking import FLOOR
from services.consultations.floor.projection import FLOORS
from services.consultations.inputs import erasing
from services.consultations.inputs.authors import api as authors
from services.consultations.inputs.authors import owner_pages
from services.consultations.inputs.authors import pages as author_pages
from services.consultations.inputs.moderating import api as moderation
from services.consultations.inputs.moderating import pages as moderation_pages
from services.consultations.inputs.projection import INPUTS
from services.consultations.inputs.publishing import api as published
from services.consultations.inputs.publishing import files_api as published_files
from services.consultations.inputs.publishing import pages as published_pages
from services.consultations.inputs.receipts import keys_api as receipt_keys
from services.consultations.inputs.receipts import pages as receipt_pages
from services.consultations.inputs.taking import addresses
from services.consultations.inputs.taking import api as taking
from services.consultations.inputs.taking import pages as taking_pages
from services.consultations.inputs.taking.contacting import Contacting
from services.consultations.inputs.taking.intake import INPUT
from services.consultations.inputs.taking.sweeping import Sweeping
from services.consultations.issues import api as issues
from services.consultations.issues import own_pages as issue_own_pages
from services.consultations.issues import pages as issue_pages
from services.consultations.issues.projection import ISSUES
from services.consultations.issues.reactions import RAISE_ISSUES, RAISE_PARTS
from services.consultations.issues.reminders import IssueReminders
from services.consultations.networks.projection import NETWORKS
from services.consultations.outcomes import api as outcomes
from services.consultations.outcomes import pages as outcome_pages
from services.consultations.registration import api as registration
from services.consultations.registration import forgetting, own_pages, people_pages
from services.consultations.registration import pages as registration_pages
from services.consultations.registration.projection import REGISTRATIONS
from services.consultations.registration.registering import REGISTRATION
from services.consultations.report import api as reports
from services.consultations.report import draft_pages as report_drafts
from services.consultations.report import pages as report_pages
from services.consultations.report.projection import REPORTS, SECTIONS
from services.consultations.report.reactions import OPEN_REPORTS
from services.consultations.report.reading import REPORT, SECTION
from services.consultations.report.reminders import ReportReminders
from services.consultations.uploads import api as uploads
from services.consultations.uploads import pages as upload_pages
from services.consultations.uploads import results as upload_results
from services.consultations.uploads import undoing
from services.consultations.uploads.projection import UPLOADS
from services.consultations.uploads.taking import UPLOAD
from services.consultations.uploads.undoing import UNDO_UPLOADS, Undoing
from services.consultations.uploads.worker import UploadWorker
from shared.runtime.service import Service
from shared.vault import FORGET

SERVICE = Service(
    name="consultations",
    summary=(
        "What the UN Network on Migration hears: briefings and what became of them, issues and their answers, "
        "calls, inputs, findings, and the reports that they feed."
    ),
    slices=(
        briefings.BRIEFING,
        calls.CALL,
        findings.FINDING,
        FLOOR,
        INPUT,
        issues.ISSUE,
        PASSAGE,
        REGISTRATION,
        REPORT,
        SECTION,
        UPLOAD,
    ),
    views=(
        BRIEFINGS,
        CALLS,
        FINDINGS,
        FLOORS,
        INPUTS,
        ISSUES,
        NETWORKS,
        OUTCOME_EFFECTS,
        PASSAGES,
        REGISTRATIONS,
        REPORTS,
        SECTIONS,
        UPLOADS,
    ),
    reactions=(DRAFT_CALLS, OPEN_REPORTS, RAISE_ISSUES, RAISE_PARTS),
    duties=(erasing.ERASE_INPUTS, FORGET, forgetting.FORGET_PARTICIPANTS, UNDO_UPLOADS),
    workers=(Contacting, IssueReminders, Reminders, ReportReminders, Sweeping, Undoing, UploadWorker),
    prepares=(
        addresses.prepare,
        document_store.prepare,
        erasing.prepare,
        forgetting.prepare,
        undoing.prepare,
        upload_results.prepare,
    ),
    routes=(
        briefings.routes,
        document_files.routes,
        outcomes.routes,
        calls.routes,
        citations.routes,
        findings.routes,
        passages.routes,
        floor.routes,
        attachments.routes,
        issues.routes,
        authors.routes,
        moderation.routes,
        published.routes,
        published_files.routes,
        registration.routes,
        reports.routes,
        taking.routes,
        uploads.routes,
    ),
    pages=(
        calendar_pages.routes,
        briefing_pages.routes,
        document_serving.routes,
        document_pages.routes,
        outcome_pages.routes,
        issue_own_pages.routes,
        issue_pages.routes,
        registration_pages.routes,
        people_pages.routes,
        own_pages.routes,
        floor_pages.routes,
        speakers_pages.routes,
        floor_own_pages.routes,
        call_pages.routes,
        finding_pages.routes,
        marking_pages.routes,
        taking_pages.routes,
        author_pages.routes,
        owner_pages.routes,
        published_pages.routes,
        moderation_pages.routes,
        receipt_pages.routes,
        report_pages.routes,
        report_drafts.routes,
        upload_pages.routes,
    ),
    front=(receipt_keys.front,),
    belongings=erasing.belongings,
    signs=True,
)
