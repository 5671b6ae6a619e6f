"""The index, what of it is out of date, and the views that people saved.

A row of the index stands for one object: its `rowid` has the kind in the high bits and the object's
key in the low ones, so that each kind is one range, with the newest objects at its end.
"""

from __future__ import annotations

from enum import IntEnum

from django.conf import settings
from django.db import models


class Kind(IntEnum):
    """What can be found; a service is found by the incidents that name it."""

    SERVICE = 0
    INCIDENT = 1
    POST_MORTEM = 2
    ACTION = 3

    def row(self, pk: int) -> int:
        """The row of an object in the index."""
        return (self << _KEY_BITS) + pk

    @property
    def rows(self) -> tuple[int, int]:
        """The first and the last row that an object of this kind can have."""
        return self.row(0), self.row((1 << _KEY_BITS) - 1)


_KEY_BITS = 48


class Text(models.Model):
    """The words of one object (`words.indexed`): an FTS5 table on SQLite, a table with a tsvector
    on PostgreSQL. See `engine`."""

    rowid = models.BigIntegerField(primary_key=True)
    title = models.TextField()
    body = models.TextField()

    class Meta:
        managed = False
        db_table = "search_text"

    def __str__(self) -> str:
        return self.title


class Changed(models.Model):
    """An object whose row in the index has to be made again. Triggers write these (`triggers`)."""

    kind = models.IntegerField()  # a `Kind`
    object_id = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "object_id"], name="changed_once"),)

    def __str__(self) -> str:
        return f"{Kind(self.kind).name} {self.object_id}"


class SavedView(models.Model):
    """A list as a person wants to come back to it: `query` is the part of its address after "?".

    `page` is which list ("incidents"). A `shared` one is offered to every member; what it shows is
    what its reader may see.
    """

    page = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    query = models.TextField(blank=True)
    shared = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    created = models.DateTimeField(auto_now_add=True)
    removed = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=1)

    class Meta:
        indexes = (models.Index(fields=["page", "owner"], name="view_of_page"),)

    def __str__(self) -> str:
        return self.name
