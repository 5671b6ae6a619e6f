"""What commands beside a served application need, imported once: see `warm`."""

from __future__ import annotations

import os
from importlib import import_module

for _name in [each for each in os.environ if each.startswith("HANSEI_")]:
    del os.environ[_name]
os.environ["DJANGO_SETTINGS_MODULE"] = "hansei.project.settings"

import django  # noqa: E402

django.setup(set_prefix=False)
for _name in ("hansei.cli.main", "hansei.project.urls", "tests.web.world"):
    import_module(_name)
