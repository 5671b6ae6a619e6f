"""What figures are computed from: the facts of incidents, packed, and which are out of date."""

from __future__ import annotations

from enum import IntEnum

from django.db import models

CHUNK_SIZE = 1024
"""How many keys of incidents, one after another, share a chunk."""


class Kind(IntEnum):
    """What a note of a change is about."""

    INCIDENT = 1
    POST_MORTEM = 2
    SERVICE = 3
    RECORD = 4


class Chunk(models.Model):
    """The facts of the incidents whose key divided by `CHUNK_SIZE` is `number`, without remainder.

    `facts` and `links` are records of fixed length (`domain.learning.facts`), sorted by incident.
    `first` and `last` bound the earliest instants of its incidents in microseconds since 1970.
    `digest` is over both blobs: whoever holds the same digest holds the same facts.
    """

    number = models.BigIntegerField(primary_key=True)
    rows = models.IntegerField()
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    digest = models.CharField(max_length=32)
    facts = models.BinaryField()
    links = models.BinaryField()

    def __str__(self) -> str:
        return f"chunk {self.number}"


class Word(models.Model):
    """A wording of severities as incidents have it, so that facts can hold its key."""

    text = models.CharField(max_length=200, unique=True)

    def __str__(self) -> str:
        return self.text


class Changed(models.Model):
    """An object whose facts have to be told again. Triggers write these (`triggers`)."""

    kind = models.IntegerField()  # a `Kind`
    object_id = models.BigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["kind", "object_id"], name="learning_changed_once"),
        )

    def __str__(self) -> str:
        return f"{Kind(self.kind).name} {self.object_id}"


class Observation(models.Model):
    """What one record of a monitor or a status page says of a service (`domain.learning.uptime`).

    `service` is the name that the source gives; an observation of several services has a row each.
    """

    record = models.BigIntegerField()
    source = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    service = models.CharField(max_length=200)
    state = models.IntegerField()  # a `State`
    at = models.DateTimeField()
    until = models.DateTimeField(null=True)
    stated = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["record", "service"], name="observation_once"),
        )
        indexes = (models.Index(fields=["service", "source", "at"], name="observation_of"),)

    def __str__(self) -> str:
        return f"{self.source}: {self.service}"


class OwnFigure(models.Model):
    """A figure that an organisation defined: a pair of milestones under a name.

    `first` and `last` are the minutes of the day between which alone it counts on working days,
    None where every second counts. A `withdrawn` one is in no table and keeps its name.
    """

    name = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=100)
    start = models.CharField(max_length=40)  # a `Milestone`
    end = models.CharField(max_length=40)
    first = models.IntegerField(null=True)
    last = models.IntegerField(null=True)
    at = models.DateTimeField()
    by = models.TextField()
    withdrawn = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title
