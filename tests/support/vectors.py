"""The worked examples that came with the domain, or the folder named by FIELDKIT_VECTORS."""

import json
import os
from pathlib import Path
from typing import Any

FOLDER = Path(os.environ.get("FIELDKIT_VECTORS") or Path(__file__).parents[1] / "vectors")


def worked(name: str) -> Any:
    """The parsed file ``name``.json."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
