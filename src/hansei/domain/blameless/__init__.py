"""Blameless language: marks wording that blames, and says what to ask instead.

`check_text` reads Markdown or plain text; the rules are data in `rules/*.toml`.
"""

from hansei.domain.blameless.check import Remark, check_sentence, check_text
from hansei.domain.blameless.pages import render_index_page, render_rule_page
from hansei.domain.blameless.rules import Rule, all_rules

__all__ = [
    "Remark",
    "Rule",
    "all_rules",
    "check_sentence",
    "check_text",
    "render_index_page",
    "render_rule_page",
]
