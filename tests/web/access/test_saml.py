"""Single sign-on by SAML, with a provider's real signatures."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.house.tree import ROOT


@pytest.mark.skipif(find_spec("onelogin") is None, reason="the saml extra is not installed")
def test_only_what_the_provider_signed_opens_an_account(tmp_path: Path) -> None:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HANSEI_")}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.web.access.saml_walk", str(tmp_path)],
        cwd=ROOT, env={**kept, "PYTHONPATH": "src"}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "button": True,
        "unsigned": [401, False, 1],
        "signed by a stranger": [401, False, 1],
        "forged after signing": [401, False, 1],
        "signed": [302, True, 2],
        "again": [302, True, 2],
    }
