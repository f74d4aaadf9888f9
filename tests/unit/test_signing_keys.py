"""The keys that a service signs with."""

from pathlib import Path

from shared.runtime.secrets import read_signer
from shared.settings import Settings


def test_a_folder_that_another_process_is_about_to_fill_gets_one_key(tmp_path: Path) -> None:
    """Processes that start at the same moment sign with the same key, whoever makes the folder first."""
    settings = Settings(var=tmp_path)
    (tmp_path / "secrets" / "consultations.signing").mkdir(parents=True)
    first, second = (read_signer(settings, "consultations").published() for _ in range(2))
    assert first == second
