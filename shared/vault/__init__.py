"""Personal data, kept apart: each person's texts and files under a key of their own, which an erasure destroys."""

from shared.vault.drawer import Drawer, Erased, under
from shared.vault.files import Files
from shared.vault.forget import FORGET
from shared.vault.sweep import sweep
from shared.vault.vault import Kept, Vault

__all__ = ["FORGET", "Drawer", "Erased", "Files", "Kept", "Vault", "sweep", "under"]
