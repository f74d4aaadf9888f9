"""The example of docs/citations.md is what the product takes."""

import json
import re
from pathlib import Path

from services.consultations.citations.passages.marking import Marking, placed

TEXT = (Path(__file__).parents[2] / "docs" / "citations.md").read_text()


def test_the_mark_is_one() -> None:
    """And its passage is found where it stands."""
    [example] = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    said = Marking.model_validate(json.loads(example))
    assert placed({"progress": f"{said.passage}, and nobody says why."}, said).start == 0
