"""What the scripts of the editor say, translated."""

from __future__ import annotations

from django.utils.translation import gettext


def words() -> dict[str, str]:
    """The texts by name; "{…}" is filled in by the scripts."""
    return {**_of_saving(), **_of_rooms(), **_of_comments(), **_of_findings()}


def _of_rooms() -> dict[str, str]:
    return {
        "apart": gettext("No connection: kept in this browser, brought along later."),
        "roomForbidden": gettext("You may not write here any more."),
        "hereIn": gettext("{name}, in “{section}”"),
        "arranged": gettext("Somebody arranged the sections anew."),
        "showArranged": gettext("Show them so"),
        "broughtAlong": gettext("What you typed without a connection is in the text now."),
    }


def _of_comments() -> dict[str, str]:
    return {
        "comment": gettext("Comment"),
        "commentUnsaved": gettext("Not sent: the text is not saved yet. It stays here: try again."),
        "commentUnsent": gettext("It could not be sent. It stays here: try again."),
        "undo": gettext("Undo"),
    }


def _of_saving() -> dict[str, str]:
    return {
        "saved": gettext("Saved"),
        "saving": gettext("Saving …"),
        "typing": gettext("Not saved yet"),
        "offline": gettext("Not saved yet: no connection. Kept in this browser, tried again."),
        "server": gettext("Not saved yet: the server does not answer. Kept here, tried again."),
        "signedOut": gettext("Not saved yet: you are signed out. Kept in this browser."),
        "signIn": gettext("Sign in again"),
        "somebodyElse": gettext("Not saved: somebody else is signed in here now. Kept for you."),
        "forbidden": gettext("Not saved: you may not write here any more. Kept in this browser."),
        "notKept": gettext("Not saved, and this browser cannot keep it: stay on this page."),
        "refused": gettext("Not saved: {reason}"),
        "conflict": gettext("Changed elsewhere: choose below"),
        "noEditor": gettext("The editor could not be loaded. Save stands under each text."),
        "noMerging": gettext("The two texts cannot be laid side by side now: try again."),
        "retry": gettext("Try now"),
        "copy": gettext("Copy the text"),
        "copied": gettext("Copied"),
        "conflictTitle": gettext("This section was changed elsewhere"),
        "conflictBy": gettext("{by} saved another text. Yours is not lost: choose what stands."),
        "conflictGone": gettext("This section was taken out by {by}. Your text is kept here."),
        "mine": gettext("Mine"),
        "theirs": gettext("Theirs"),
        "keepMine": gettext("Keep mine"),
        "takeTheirs": gettext("Take theirs"),
        "merge": gettext("Merge by hand"),
        "useMerged": gettext("Use the merged text"),
        "cancel": gettext("Cancel"),
        "theirsKept": gettext("Theirs is taken. Yours can be brought back with undo."),
        "restored": gettext("Text that was not saved before is back in {count} sections."),
        "restoredOne": gettext("Text that was not saved before is back in “{title}”."),
        "keptElsewhere": gettext("Kept text of a section that is no more: “{title}”"),
        "discard": gettext("Throw away"),
    }


def _of_findings() -> dict[str, str]:
    return {
        "preview": gettext("Preview"),
        "previewEmpty": gettext("Nothing is written yet."),
        "noFindings": gettext("Nothing found. No contradiction, no blame, no gap."),
        "checking": gettext("Checking …"),
        "tooLong": gettext("Too long to be checked here: hansei check does it."),
        "notChecked": gettext("Not checked: the server does not answer."),
        "error": gettext("error"),
        "warning": gettext("warning"),
        "note": gettext("note"),
        "says": gettext("This says"),
        "against": gettext("against"),
        "suggestion": gettext("Suggestion"),
        "ask": gettext("Ask instead"),
        "fix": gettext("Mend it"),
        "reword": gettext("Use this wording"),
        "cite": gettext("Cite …"),
        "assume": gettext("Mark as assumption"),
        "show": gettext("Show"),
        "errors": gettext("{count} errors"),
        "errorsOne": gettext("1 error"),
        "warnings": gettext("{count} warnings"),
        "warningsOne": gettext("1 warning"),
        "notes": gettext("{count} notes"),
        "notesOne": gettext("1 note"),
        "claims": gettext("{cited} of {total} claims cited"),
        "factors": gettext("{covered} of {total} factors answered"),
        "noFactors": gettext("no factors named"),
        "noMarks": gettext("Nothing is marked as assumed, unknown or disputed."),
        "assumption": gettext("Assumption"),
        "unknown": gettext("Unknown"),
        "question": gettext("Question"),
        "disputed": gettext("Disputed"),
        "key": gettext("key event"),
        "evidence": gettext("evidence"),
        "timelineCard": gettext("The timeline stands here"),
        "milestonesCard": gettext("Milestones and figures stand here"),
        "publicMark": gettext("For customers"),
        "editorLabel": gettext("Text of {title}, in Markdown"),
        "details": gettext("Details"),
    }
