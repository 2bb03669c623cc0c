"""``python -m fieldkit`` is the command ``fieldkit``."""

import sys

from fieldkit.cli import main

sys.exit(main())
