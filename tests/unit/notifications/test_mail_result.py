"""What a mail server's refusal means, and what of its words is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifications.mail.result import Outcome, of_content, of_recipient, of_sender, redacted

TO = "maria.silva@example.org"


@pytest.mark.parametrize(
    ("code", "text", "outcome"),
    [
        (550, "no such user", Outcome.BOUNCED),
        (550, "5.1.1 <maria.silva@example.org>: Recipient address rejected: User unknown", Outcome.BOUNCED),
        (551, "user not local", Outcome.BOUNCED),
        (553, "mailbox name not allowed", Outcome.BOUNCED),
        (554, "5.1.2 bad destination system", Outcome.BOUNCED),
        (550, "5.0.0 unknown", Outcome.BOUNCED),
        (550, "5.4.1 Recipient address rejected: Access denied. [AM6EUR05FT003.example]", Outcome.BOUNCED),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP lookup", Outcome.BOUNCED),
        (550, "5.2.1 The email account that you tried to reach is inactive", Outcome.BOUNCED),
        (550, "5.5.0 Requested action not taken: mailbox unavailable", Outcome.BOUNCED),
        (550, "5.2.1 is receiving mail at a rate that prevents more", Outcome.FAILED),
        (550, "5.4.1 no answer from host", Outcome.FAILED),
        (554, "5.7.1 <maria.silva@example.org>: Recipient address rejected: Access denied", Outcome.FAILED),
        (550, "5.7.1 delivery not authorized", Outcome.FAILED),
        (550, "blocked: your host is listed", Outcome.FAILED),
        (550, "5.7.1 relaying denied", Outcome.LATER),
        (550, "relay not permitted", Outcome.LATER),
        (553, "5.1.8 sender's domain does not resolve", Outcome.LATER),
        (504, "5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname", Outcome.LATER),
        (550, "5.7.1 <onevoice>: Helo command rejected: Host not found", Outcome.LATER),
        (554, "5.7.1 <unknown[192.0.2.1]>: Client host rejected: Access denied", Outcome.LATER),
        (550, "5.1.0 <no-reply@x.example>: Sender address rejected: User unknown", Outcome.LATER),
        (530, "5.7.0 authentication required", Outcome.LATER),
        (503, "5.5.1 bad sequence of commands", Outcome.LATER),
        (552, "mailbox full", Outcome.FAILED),
        (552, "5.2.2 over quota", Outcome.FAILED),
        (554, "transaction failed", Outcome.FAILED),
        (450, "4.2.1 greylisted", Outcome.LATER),
        (421, "closing", Outcome.LATER),
    ],
)
def test_only_a_refusal_of_the_address_itself_is_a_bounce(code: int, text: str, outcome: Outcome) -> None:
    """A subscription ends by a bounce: a full mailbox or a relay that does not know us must not end one."""
    assert of_recipient(code, text, TO).outcome is outcome


@pytest.mark.parametrize(
    ("code", "text", "outcome", "ours"),
    [
        (550, "5.1.1 RESOLVER.ADR.RecipientNotFound; not found", Outcome.BOUNCED, False),
        (550, "5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", Outcome.BOUNCED, False),
        (550, "5.4.1 All recipient addresses rejected : Access denied", Outcome.BOUNCED, False),
        (550, "5.2.1 mailbox disabled, not accepting messages", Outcome.BOUNCED, False),
        (550, "no such words in a mail of ours", Outcome.FAILED, False),
        (550, "5.7.1 message is spam", Outcome.FAILED, False),
        (554, "5.6.0 not this mail", Outcome.FAILED, False),
        (530, "5.7.57 Client not authenticated to send mail", Outcome.LATER, True),
    ],
)
@pytest.mark.parametrize("handed_over", [False, True])
def test_an_address_may_be_refused_after_it_was_taken(
    code: int, text: str, outcome: Outcome, *, ours: bool, handed_over: bool
) -> None:
    """Only by a status that speaks of it: without one, a refusal of the whole mail is about the mail."""
    found = of_content(code, text, TO, handed_over=handed_over)
    assert (found.outcome, found.ours) == (outcome, ours)


def test_what_is_refused_for_our_sake_says_so() -> None:
    """It is an operator's to mend; a mailbox that is gone, and a server that is busy, are nobody's."""
    assert of_recipient(504, "5.5.2 <localhost>: Helo command rejected", TO).ours
    assert of_sender(550, "5.7.60 SMTP; Client does not have permissions to send as this sender", TO).ours
    assert not of_sender(451, "4.3.0 try again", TO).ours
    assert not of_sender(552, "too large", TO).ours
    assert not of_recipient(550, "5.1.1 no such user", TO).ours
    assert not of_recipient(450, "4.7.1 greylisted", TO).ours


def test_a_refused_sender_is_ours_to_mend() -> None:
    """The mail waits until an operator has; one that is too large would wait for ever."""
    assert of_sender(550, "5.7.1 not allowed to send for this domain", TO).outcome is Outcome.LATER
    assert of_sender(530, "authentication required", TO).outcome is Outcome.LATER
    assert of_sender(552, "too large", TO).outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("code", "handed_over", "outcome"),
    [
        (250, True, Outcome.SENT),
        (451, True, Outcome.LATER),
        (554, True, Outcome.FAILED),
        (354, True, Outcome.UNKNOWN),
        (250, False, Outcome.LATER),
        (451, False, Outcome.LATER),
        (554, False, Outcome.FAILED),
    ],
)
def test_only_the_answer_to_the_whole_mail_says_that_it_was_taken(
    code: int, *, handed_over: bool, outcome: Outcome
) -> None:
    """An answer that makes no sense leaves it open, once the mail was handed over."""
    assert of_content(code, "text", TO, handed_over=handed_over).outcome is outcome


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("2.0.0 Ok: queued as 4F1A2B3C4D", "4F1A2B3C4D"),
        ("OK id=1rXyZ-0001Ab-2C", "1rXyZ-0001Ab-2C"),
        ("2.6.0 <x@y> Queued mail for delivery", None),
        ("Message accepted", None),
    ],
)
def test_the_servers_own_name_for_a_mail_is_kept(text: str, name: str | None) -> None:
    """With it an operator finds the mail in the server's log."""
    assert of_content(250, text, TO, handed_over=True).queue == name


@given(
    st.text(max_size=30),
    st.text(max_size=30),
    st.sampled_from([TO, TO.upper(), "MARIA.SILVA", "other@x.org"]),
)
def test_no_address_is_in_what_is_kept(before: str, after: str, told: str) -> None:
    """Servers repeat the address in their answers; what is kept is one short line without it."""
    kept = redacted(f"{before} <{told}>\r\n{told}: {after}" * 9, TO)
    assert told.casefold() not in kept.casefold()
    assert "maria" not in kept.casefold()
    assert kept.isprintable()
    assert len(kept) <= 300
