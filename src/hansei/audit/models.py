"""The audit trail as a table. Rows are only ever added: triggers refuse the rest."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One change: who did what to which object, chained to the entry before.

    `changes` is canonical JSON (see `chain`); `previous` and `digest` are SHA-256 in hexadecimal.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.TextField()
    verb = models.TextField()
    object_type = models.TextField()
    object_id = models.TextField()
    changes = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name_plural = "entries"
        indexes = (
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_entry_of_object"),
        )

    def __str__(self) -> str:
        return f"{self.seq} {self.actor} {self.verb} {self.object_type} {self.object_id}"
