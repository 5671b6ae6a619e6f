"""Which reminders people do not want, and which day's letter they got."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Muted(models.Model):
    """A kind of reminder (`kinds.Kind`) that a person switched off; "" for every kind."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="muted")
    kind = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "kind"], name="muted_once"),)

    def __str__(self) -> str:
        return f"{self.user} without {self.kind or 'any'}"


class Letter(models.Model):
    """One person's letter of one day, on their calendar. `sent` is None where it was begun only."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="letters")
    day = models.DateField()
    sent = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "day"], name="letter_once"),)

    def __str__(self) -> str:
        return f"letter of {self.day} to {self.user}"
