"""Mail servers that want to know who we are, and that we want to know."""

import ssl
from pathlib import Path

import pytest

from services.notifications.mail.result import Outcome, Result
from services.notifications.mail.smtp import Post, Timeouts
from shared.mail import Security
from tests.support.certificates import Certificates, certificates
from tests.support.mailserver import Office, authenticator, mail_to, serving

TO = "maria.silva@example.org"
MAIL = b"To: maria.silva@example.org\r\n\r\nA mail.\r\n"
USER, PASSWORD = "mailer@onevoice.example", "a secret of ours"
SHORT = Timeouts(connect=5.0, command=5.0)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    """An authority and what it vouches for."""
    return certificates(tmp_path_factory.mktemp("certificates"))


async def _sent(
    office: Office, security: Security, tls: ssl.SSLContext, ca: Path | None, password: str | None
) -> Result:
    """What becomes of a mail, at a server that demands TLS in this form, and a login if there is a password."""
    options = {
        "auth_required": password is not None,
        "auth_require_tls": security != "tls",  # aiosmtpd does not see the TLS that was there before it
        "authenticator": authenticator(USER.encode(), PASSWORD.encode()),
    }
    if security == "starttls":
        options |= {"tls_context": tls, "require_starttls": True}
    async with serving(office, tls if security == "tls" else None, **options) as port:
        user = USER if password else None
        mail = mail_to(port, security, user=user, password=password, ca_file=str(ca) if ca else None)
        post = Post(mail, SHORT)
        try:
            return await post.send(TO, MAIL)
        finally:
            await post.close()


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("password", [None, PASSWORD])
async def test_a_mail_goes_out_encrypted_and_logged_in(
    security: Security, password: str | None, made: Certificates
) -> None:
    """Through both forms of TLS, at a server that an authority of the operator's vouches for."""
    office = Office()
    assert (await _sent(office, security, made.server, made.ca_file, password)).outcome is Outcome.SENT
    assert len(office.taken) == 1


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_a_server_nobody_vouches_for_gets_neither_mail_nor_password(
    security: Security, made: Certificates
) -> None:
    """Later: an operator can mend it."""
    office = Office()
    result = await _sent(office, security, made.server, None, PASSWORD)
    assert result.outcome is Outcome.LATER
    assert "certificate verify failed" in result.text
    assert not office.taken


async def test_a_wrong_password_is_later_and_in_no_text(made: Certificates) -> None:
    """An operator can mend it."""
    office = Office()
    result = await _sent(office, "starttls", made.server, made.ca_file, "another password")
    assert (result.outcome, result.code) == (Outcome.LATER, 535)
    assert "password" not in result.text
    assert USER not in result.text
    assert not office.taken


async def test_what_was_to_be_encrypted_is_never_sent_in_the_open(made: Certificates) -> None:
    """A server that does not offer STARTTLS, or somebody between it and us who took the offer out."""
    office = Office()
    async with serving(office) as port:
        post = Post(mail_to(port, "starttls", ca_file=str(made.ca_file)), SHORT)
        assert (await post.send(TO, MAIL)).outcome is Outcome.LATER
        await post.close()
    assert not office.taken
