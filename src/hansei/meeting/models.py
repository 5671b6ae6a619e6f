"""What happens in the room of a review, and what it leaves."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hansei.postmortem.models import PostMortem, Review


class Meeting(models.Model):
    """The room of one review, made when somebody first prepares or starts it.

    `item` is the place of the current item in the agenda, `item_since` when it began, `spent` the
    seconds that each item took so far, as JSON. `pointed` is the event that the facilitator shows.
    `place` is a key of `domain.meeting.agenda.CHECKLISTS`, or "". `version` grows with every change
    of what people in the room see.
    """

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="meetings")
    review = models.OneToOneField(Review, models.SET_NULL, null=True, related_name="meeting")
    minutes = models.IntegerField()
    facilitator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    note_taker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    place = models.CharField(max_length=20, blank=True)
    item = models.IntegerField(default=0)
    item_since = models.DateTimeField(null=True)
    spent = models.TextField(default="[]")
    pointed = models.CharField(max_length=40, blank=True)
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"meeting over {self.post_mortem}"

    @property
    def is_running(self) -> bool:
        return self.started is not None and self.ended is None


class Attendee(models.Model):
    """Somebody who came. `heartbeat` is when their browser was last heard of."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendees")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    joined = models.DateTimeField()
    heartbeat = models.DateTimeField()
    spoke = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "user"], name="attendee_once"),)

    def __str__(self) -> str:
        return f"{self.user} in {self.meeting}"


class Entry(models.Model):
    """A decision, a note, or something parked for later (`domain.meeting.record.Captured`)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=20)
    text = models.TextField()
    item = models.IntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    by = models.TextField()
    at = models.DateTimeField()
    removed = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text


class Tick(models.Model):
    """Something seen to: a line of a checklist, or a question that was talked about."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="ticks")
    key = models.CharField(max_length=40)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "key"], name="tick_once"),)

    def __str__(self) -> str:
        return self.key


class Invitee(models.Model):
    """Somebody asked to come to a review, in a role: an account, or a name or an address."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="invitees")
    role = models.CharField(max_length=40)  # one of `domain.meeting.invitees.ROLES`
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    name = models.TextField()

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=["review", "role", "name"], name="invitee_once"),
        )

    def __str__(self) -> str:
        return self.name


class Answered(models.Model):
    """That somebody answered the closing questions; nothing ties them to what they said."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="answered")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["meeting", "user"], name="answered_once"),)

    def __str__(self) -> str:
        return f"{self.user} answered for {self.meeting}"


class ClosingCount(models.Model):
    """How many said yes and no to a closing question (`domain.meeting.record.Closing`)."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="counts")
    question = models.CharField(max_length=20)
    yes = models.IntegerField(default=0)
    no = models.IntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["meeting", "question"], name="closing_count_once"),
        )

    def __str__(self) -> str:
        return self.question


class AccountRound(models.Model):
    """Accounts asked for before people see the timeline. `laid_out` is when all were shown."""

    post_mortem = models.OneToOneField(PostMortem, models.CASCADE, related_name="account_round")
    opened = models.DateTimeField()
    opened_by = models.TextField()
    laid_out = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"accounts of {self.post_mortem}"


class Account(models.Model):
    """What one person remembers. Until it is `handed` in, nobody else reads it.

    `saw_first` is when its author chose to see the timeline without having handed it in.
    """

    round = models.ForeignKey(AccountRound, models.CASCADE, related_name="accounts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.TextField(blank=True)
    handed = models.DateTimeField(null=True)
    saw_first = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["round", "user"], name="account_once"),)

    def __str__(self) -> str:
        return f"account of {self.user}"
