"""What commands on a store of their own need, imported once: see `warm`."""

from __future__ import annotations

import os
from importlib import import_module

for _name in [each for each in os.environ if each.startswith("HANSEI_")]:
    del os.environ[_name]
os.environ["DJANGO_SETTINGS_MODULE"] = "hansei.project.settings"
os.environ["HANSEI_STORE"] = "/nowhere/store.sqlite3"  # each command is told its own

import django  # noqa: E402

django.setup(set_prefix=False)
for _name in (
    "hansei.cli.draft", "hansei.cli.main", "hansei.jobs.running", "hansei.project.urls",
    "hansei.sources.registry", "tests.web.world",
):  # fmt: skip
    import_module(_name)
import_module("hansei.sources.registry").sources()
