"""`python -m hansei`."""

import sys

from hansei.cli.main import main

sys.exit(main())
