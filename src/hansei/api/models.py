"""What the API answered to requests that carried a key, so that a second one gets the same."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class KeyedAnswer(models.Model):
    """One request with an Idempotency-Key. `status` is None while it is under way.

    `request` is the SHA-256 of what was asked, `attempt` names the one that works on it: whoever
    finds another one there when done has been given up and undoes its change.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    attempt = models.CharField(max_length=32)
    began = models.DateTimeField(db_index=True)
    status = models.IntegerField(null=True)
    headers = models.TextField(default="{}")
    body = models.BinaryField(default=b"")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["user", "key"], name="keyed_once"),)

    def __str__(self) -> str:
        return f"{self.key} of {self.user_id}"
