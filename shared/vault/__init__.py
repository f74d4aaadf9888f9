"""Personal data, kept apart: each person's texts under a key of their own, which an erasure destroys."""

from shared.vault.drawer import Drawer
from shared.vault.forget import FORGET
from shared.vault.sweep import sweep
from shared.vault.vault import Erased, Kept, Vault

__all__ = ["FORGET", "Drawer", "Erased", "Kept", "Vault", "sweep"]
