"""Checking: contradictions, gaps, blame and leaks of a post-mortem."""

from hansei.checks.files import check_bytes, read_bytes
from hansei.checks.rules import catalogue, chosen
from hansei.checks.service import Settings, check

__all__ = ["Settings", "catalogue", "check", "check_bytes", "chosen", "read_bytes"]
