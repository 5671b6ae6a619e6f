"""Gives the example a few actions for its pictures: `python -m tests.docs.web_actions`."""

from __future__ import annotations

from datetime import date

from hansei.project.boot import open_store


def main() -> None:
    """Adds them as somebody at the shell would."""
    open_store(web=True)
    from hansei.accounts.actor import command_line
    from hansei.domain.document import ActionClass
    from hansei.postmortem.services.actions_edit import ActionFields, add_action

    for text, owner, due, kind in (
        ("Refuse a pool size below ten at deployment", "Platform engineer", date(2026, 12, 4),
         ActionClass.PREVENT),
        ("Alert on the length of the pool's queue", "On-call engineer", date(2026, 11, 20),
         ActionClass.DETECT),
        ("Post the first status update by checklist", "Support lead", date(2026, 12, 18),
         ActionClass.PROCESS),
    ):  # fmt: skip
        fields = ActionFields(text=text, owner=owner, due=due, action_class=kind)
        add_action(actor=command_line(), number_or_id=1, fields=fields)


if __name__ == "__main__":
    main()
