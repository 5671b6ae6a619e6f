"""What people found at check-ins, and which incidents they say are the same again."""

from __future__ import annotations

from django.db import models

from hansei.postmortem.models import Action, CheckIn
from hansei.timeline.models import Incident


class Look(models.Model):
    """The figures of the day on which a check-in was closed: `DayFigures` as JSON."""

    check_in = models.OneToOneField(CheckIn, models.CASCADE, related_name="look")
    figures = models.TextField()

    def __str__(self) -> str:
        return f"figures of {self.check_in}"


class Judgement(models.Model):
    """What a person said of one action at a check-in: an `ActionVerdict`, and what shows it.

    `moved` is the version of the action that saying so made, 0 where its effect stayed as it was.
    """

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="judgements")
    action = models.ForeignKey(Action, models.CASCADE, related_name="judgements")
    verdict = models.CharField(max_length=30)
    note = models.TextField(blank=True)
    moved = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["check_in", "action"], name="judgement_once"),
        )

    def __str__(self) -> str:
        return f"{self.action}: {self.verdict}"


class Profile(models.Model):
    """What an incident is compared by: `likeness.Profile` as JSON.

    `made_of` names the versions of what it was made from; another one means that it is out of date.
    """

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="profile")
    made_of = models.TextField()
    body = models.TextField()

    def __str__(self) -> str:
        return f"profile of incident {self.incident_id}"


class Meaning(models.Model):
    """What an incident means, as vectors of a model: of all that it says, and of sentences of it.

    `made_of` names the model and then versions as a profile does. Vectors are float32, the lower
    byte first; `parts` holds one a sentence.
    """

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="meaning")
    made_of = models.TextField()
    whole = models.BinaryField()
    sentences = models.TextField()
    parts = models.BinaryField()

    def __str__(self) -> str:
        return f"meaning of incident {self.incident_id}"


class Pair(models.Model):
    """What a person said of two incidents: whether the later one is the earlier one again.

    `score` is how like they were found then; None where nothing had found them.
    """

    later = models.ForeignKey(Incident, models.CASCADE, related_name="repeats")
    earlier = models.ForeignKey(Incident, models.CASCADE, related_name="repeated_by")
    same = models.BooleanField()
    score = models.FloatField(null=True)
    by = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["later", "earlier"], name="pair_once"),)

    def __str__(self) -> str:
        return f"{self.later_id} {'is' if self.same else 'is not'} {self.earlier_id} again"


class SameCause(models.Model):
    """What a person said of a contributing factor: that it is the same cause as another one.

    `wording` and `counts_as` are names as profiles have them, `says` and `as_says` how they were
    written. `identity` is the indexed hash of `wording`.
    """

    identity = models.BigIntegerField(unique=True)
    wording = models.TextField()
    says = models.TextField()
    counts_as = models.TextField()
    as_says = models.TextField()
    by = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.says} is {self.as_says}"


class Reopened(models.Model):
    """An action that a recurrence opened again; `version` is the one that this made."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="reopened")
    action = models.ForeignKey(Action, models.CASCADE, related_name="reopened")
    version = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.action} opened again"
