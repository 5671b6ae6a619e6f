"""Does something to the store beside the server: `python -m tests.collab.act VERB USER`."""

from __future__ import annotations

import sys

from hansei.project.boot import open_store


def main() -> None:
    """Prints what the verb gives."""
    verb, name, *rest = sys.argv[1:]
    open_store(web=True)
    from hansei.accounts.actor import signed_in, system
    from hansei.accounts.models import User
    from hansei.accounts.roles import Role
    from hansei.accounts.services.deactivate_account import deactivate_account
    from hansei.accounts.services.give_role import withdraw_role
    from hansei.domain.section_text import section_text
    from hansei.domain.writing import handles
    from hansei.postmortem.access import access_post_mortem
    from hansei.postmortem.selectors import document_of
    from hansei.postmortem.services.restrict import restrict
    from hansei.postmortem.services.start_post_mortem import start_post_mortem

    actor = system("test")
    if verb == "start":
        print(start_post_mortem(actor=actor, title=name, variant="incident").number)
    elif verb == "text":
        document = document_of(access_post_mortem(actor, int(name)))
        at = handles(document).index(rest[0])
        print(section_text(document.sections[at]), end="")
    elif verb == "restrict":
        boss = signed_in(User.objects.get(username=rest[0]))
        restrict(actor=boss, number_or_id=int(name))
    elif verb == "close":
        user = User.objects.get(username=name)
        deactivate_account(actor=actor, user_id=user.pk)
    elif verb == "withdraw":
        user = User.objects.get(username=name)
        withdraw_role(actor=actor, user_id=user.pk, role=Role(rest[0]))
    elif verb == "plan":
        from django.utils import timezone

        from hansei.postmortem.services.schedule_review import schedule_review

        print(schedule_review(actor=actor, number_or_id=int(name), start=timezone.now()).pk)
    elif verb == "meet":
        from hansei.meeting.services.run import join_meeting, start_meeting

        review = int(rest[0])
        start_meeting(actor=actor, number_or_id=int(name), review=review)
        for each in rest[1:]:
            who = signed_in(User.objects.get(username=each))
            join_meeting(actor=who, number_or_id=int(name), review=review)
    elif verb == "here":
        from hansei.meeting.selectors.room import room

        found = room(actor=actor, number_or_id=int(name), review=int(rest[0]))
        print(" ".join(each.name for each in found.people if each.is_here))
    elif verb == "sign-out":
        from django.contrib.sessions.models import Session

        Session.objects.filter(session_key=name).delete()


if __name__ == "__main__":
    main()
