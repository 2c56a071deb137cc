"""The tests, and commands beside them: both find the service of the examples, as pytest does by its `pythonpath`."""

import sys
from pathlib import Path

_EXAMPLES = str(Path(__file__).resolve().parent.parent / "docs" / "examples")
if _EXAMPLES not in sys.path:
    sys.path.append(_EXAMPLES)
