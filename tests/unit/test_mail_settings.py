"""The settings that say where mail is handed over, and in whose name."""

from pathlib import Path

import pytest

from shared.settings import Profile, Settings

USER, PASSWORD = "mailer@onevoice.example", "a secret of ours"


def test_the_password_shows_nowhere(tmp_path: Path) -> None:
    """Not in the settings, not in what is made of them; it may lie in a file."""
    (tmp_path / "password").write_text(PASSWORD + "\n")
    given = Settings(smtp="smtps://mailer%40onevoice.example@mail.example", smtp_password=PASSWORD)
    filed = Settings(
        smtp="smtps://mailer%40onevoice.example@mail.example", smtp_password_file=tmp_path / "password"
    )
    for settings in (given, filed):
        assert settings.mail
        assert (settings.mail.server.user, settings.mail.server.password) == (USER, PASSWORD)
        assert PASSWORD not in repr(settings) + repr(settings.mail)


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://mail.example", 25, "none"),
        ("smtp+starttls://mail.example", 587, "starttls"),
        ("smtps://mail.example:4650", 4650, "tls"),
    ],
)
def test_the_address_of_a_server_says_how_to_reach_it(url: str, port: int, security: str) -> None:
    """Each form has its usual port."""
    mail = Settings(smtp=url).mail
    assert mail
    assert (mail.server.host, mail.server.port, mail.server.security) == ("mail.example", port, security)
    assert mail.sender.address == "no-reply@onevoice.invalid"
    assert mail.list_host == "onevoice.invalid"


@pytest.mark.parametrize(
    ("wrong", "remedy"),
    [
        ({"smtp": "mail.example:25"}, "smtp://host:25"),
        ({"smtp": "https://mail.example"}, "smtp://host:25"),
        ({"smtp": "smtp://mailer:hidden-word@mail.example"}, "ONEVOICE_SMTP_PASSWORD"),
        ({"mail_from": "a@example.org, b@example.org"}, "One Voice <no-reply@example.org>"),
        ({"mail_from": "One Voice <no-reply@example.org>\r\nBcc: x@example.org"}, "One Voice <no-reply"),
        ({"smtp": "smtp://mail.example", "profile": Profile.CLUSTER}, "One Voice <no-reply@example.org>"),
        ({"smtp": "smtps://mailer@mail.example"}, "ONEVOICE_SMTP_PASSWORD"),
        (
            {"smtp": "smtps://m@h", "smtp_password": "hidden-word", "smtp_password_file": __file__},
            "one of them",
        ),
        ({"mail_list_host": "lists example"}, "match"),
        ({"smtp_name": "localhost"}, "onevoice.example.org"),
    ],
)
def test_a_setting_that_does_not_fit_names_the_remedy(wrong: dict[str, str], remedy: str) -> None:
    """At start, not at the first mail; and repeats no password."""
    with pytest.raises(ValueError, match=remedy) as refused:
        Settings.model_validate(wrong)
    assert "hidden-word" not in str(refused.value)
