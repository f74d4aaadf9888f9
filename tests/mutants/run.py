"""Takes each law's mechanism out of a copy of the tree, and requires that law's tests to fail there.

    python tests/mutants/run.py [WORD...]    only the mutants whose name holds one of the words

Exit code 1 when a mutant survives, or its patch no longer applies.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ORDER = ("unit", "contract", "integration", "faults", "e2e", "architecture")
"""Quick tests first."""
LONGEST = 900
FAILED = 1
"""pytest's exit code when tests ran and some failed; anything else is no proof."""


def say(line: str) -> None:
    """Tell it at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def copy(to: Path) -> None:
    """The tree as it stands, without what git ignores; the environments are linked."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, to / name)
    for linked in (".venv", ".engines"):
        (to / linked).symlink_to(ROOT / linked)


def judge(patch: Path) -> tuple[bool, str]:
    """Whether the mutant is caught, and by what or why not."""
    law = int(patch.name.split("-")[1])
    with tempfile.TemporaryDirectory(prefix="mutant-") as name:
        tree = Path(name)
        copy(tree)
        applied = subprocess.run(
            ["git", "apply", patch], cwd=tree, capture_output=True, text=True, check=False
        )
        if applied.returncode:
            return False, f"the patch no longer applies: {applied.stderr.strip().splitlines()[0]}"
        folders = [f"tests/{folder}" for folder in ORDER if (tree / "tests" / folder).is_dir()]
        command = [".venv/bin/python", "-m", "pytest", *folders, "--law", str(law), "-m", "not long", "-x"]
        env = os.environ | {"PYTHONPATH": name}
        try:
            run = subprocess.run(
                command, cwd=tree, env=env, capture_output=True, text=True, timeout=LONGEST, check=False
            )
        except subprocess.TimeoutExpired:
            return False, f"no answer in {LONGEST} s"
    killer = re.search(r"^FAILED \S*::(\S+)", run.stdout, re.MULTILINE)
    if run.returncode == FAILED and killer:
        return True, f"caught by {killer[1]}"
    return False, f"SURVIVED: pytest ended with {run.returncode}: {run.stdout.strip().splitlines()[-1:]}"


def main(words: list[str]) -> int:
    """Judge them all; 1 if one is not caught."""
    patches = [p for p in sorted(HERE.glob("law-*.patch")) if not words or any(w in p.name for w in words)]
    caught = 0
    for patch in patches:
        began = time.monotonic()
        good, why = judge(patch)
        caught += good
        say(f"{'ok ' if good else 'BAD'} {patch.stem}: {why} ({time.monotonic() - began:.0f} s)")
    say(f"{caught} of {len(patches)} mutants caught")
    return 0 if patches and caught == len(patches) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
