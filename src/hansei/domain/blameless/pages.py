"""The documentation page of a rule, written from its data."""

from __future__ import annotations

from hansei.domain.blameless.rules import Rule, all_rules


def render_rule_page(rule: Rule) -> str:
    """The Markdown page of one rule."""
    fails = "\n".join(f"- {text}" for text in rule.examples.fail)
    passes = "\n".join(f"- {text}" for text in rule.examples.passing)
    return f"""<!-- hansei-ignore-file blame/*: shows what the rule marks -->
# {rule.id}

**{rule.title}** (level: {rule.level.value})

{rule.reason}

{rule.background.strip()}

## Ask instead

{rule.question}

## Reword

{rule.rewording}

{_fix(rule)}## Marked

{fails}

## Not marked

{passes}

## Switch off

For one place, with the reason, on the line before or on the same line:

    <!-- hansei-ignore {rule.id}: reason -->

For a whole file `hansei-ignore-file` in place of `hansei-ignore`. Without a reason a switch does
not count.
"""


def _fix(rule: Rule) -> str:
    """What `--fix` takes out, for rules that declare any of it safe."""
    safe = sorted(
        word
        for pattern in rule.patterns
        if pattern.safe
        for word in (
            rule.vocabulary(pattern.find[1:]) if pattern.find[0] == "$" else (pattern.find,)
        )
    )
    if not safe:
        return ""
    named = ", ".join(f'"{each}"' for each in safe)
    return f"""## Fix

`hansei check --fix` takes out, outside code and quotes: {named}.

"""


def render_index_page() -> str:
    """The Markdown page that lists the rules."""
    rows = "\n".join(
        f"| [{rule.id}]({rule.id.split('/')[1]}.md) | {rule.level.value} | {rule.title} |"
        for rule in all_rules()
    )
    return f"""<!-- hansei-ignore-file blame/*: names what the rules mark -->
# Blameless language

| rule | level | marks |
| --- | --- | --- |
{rows}

Grammar decides, not keywords: a service that "failed to start" is no blame, an engineer who
"failed to notice" is. Each finding gives the reason, a rewording and a question to ask instead.
"""
