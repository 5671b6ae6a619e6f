"""Incidents with their events, and the records that these were made from.

Text is unbounded everywhere, because SQLite would not hold a bound; what is indexed is short or is
indexed by a hash. JSON stands in text columns and is read by msgspec: PostgreSQL's own type refuses
U+0000, which real exports contain, and would not give back what it was given.
"""

from __future__ import annotations

from django.db import models

from hansei.accounts.models import Team


class Service(models.Model):
    """Something that a team runs and that can fail.

    `slo_target` is the promised availability in percent over `slo_days` rolling days.
    """

    name = models.CharField(max_length=200, unique=True)
    description = models.TextField(blank=True)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="services")
    slo_target = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    slo_days = models.IntegerField(default=30)
    archived = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Import(models.Model):
    """One import of one or more files. `digest` is over all that it read: see `encoding`.

    `new` and `known` count its records by whether the store had them; `refused` are rows that
    could not be read.
    """

    at = models.DateTimeField()
    actor = models.TextField()
    digest = models.CharField(max_length=64, unique=True)
    new = models.BigIntegerField(default=0)
    known = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"import {self.pk}"


class ImportFile(models.Model):
    """What became of one file of an import."""

    batch = models.ForeignKey(Import, models.CASCADE, related_name="files")
    name = models.TextField()
    source = models.TextField(blank=True)
    records = models.BigIntegerField()
    refused = models.BigIntegerField()
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class Refusal(models.Model):
    """A row that was not read: where, why, and its content as received."""

    file = models.ForeignKey(ImportFile, models.CASCADE, related_name="refusals")
    place = models.TextField()
    code = models.TextField()
    reason = models.TextField()
    raw = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class Record(models.Model):
    """One version of one item of a source, as read and as received.

    `identity` is a hash of source and key, `digest` of all that was read: an item that a source
    gave twice with different content has two rows, whichever came first. `reading` is the domain's
    record as JSON without its place, `raw` the item as received: see `encoding`.
    """

    identity = models.BigIntegerField()
    digest = models.BinaryField(max_length=32)
    source = models.TextField()
    key = models.TextField()
    at = models.DateTimeField()
    reading = models.TextField()
    place = models.TextField()
    raw = models.BinaryField()
    batch = models.ForeignKey(Import, models.PROTECT, related_name="records", db_index=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["identity", "digest"], name="record_once"),)
        indexes = (models.Index(fields=["batch", "at"], name="record_of_batch"),)

    def __str__(self) -> str:
        return f"{self.source}:{self.key}"


class Incident(models.Model):
    """What happened. `started` and `ended` bound the impact as far as it is known.

    `due_reason` tells why it needs a post-mortem ("" where the policy asks for none), `due_from`
    and `due_by` when to meet over it, `waived` why somebody decided against one.
    `timeline_digest` is over its events ("" since people changed them), `clocks` and `counts` are
    those of the timeline as JSON. `milestones` are those that people stated while there was no
    post-mortem to hold them, as JSON.
    """

    title = models.TextField()
    severity = models.TextField(blank=True)
    status = models.TextField(blank=True)
    zone = models.TextField(default="UTC")
    started = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    near_miss = models.BooleanField(default=False)
    summary = models.TextField(blank=True)
    due_reason = models.TextField(blank=True)
    due_from = models.DateTimeField(null=True)
    due_by = models.DateTimeField(null=True)
    waived = models.TextField(blank=True)
    created_by = models.TextField(blank=True)
    services = models.ManyToManyField(Service, related_name="incidents")
    imports = models.ManyToManyField(Import, related_name="incidents")
    timeline_digest = models.CharField(max_length=64, blank=True)
    clocks = models.TextField(default="[]")
    counts = models.TextField(default="{}")
    milestones = models.TextField(default="{}", db_default="{}")
    version = models.BigIntegerField(default=1)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = (
            models.Index(fields=["-started", "-id"], name="incident_newest"),
            models.Index(fields=["severity", "-started"], name="incident_of_severity"),
            models.Index(fields=["due_by"], name="incident_due", condition=~models.Q(due_by=None)),
            models.Index(
                fields=["due_by", "id"],
                name="incident_awaited",
                condition=models.Q(waived="") & ~models.Q(due_reason=""),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Event(models.Model):
    """One line of an incident's timeline, in the order of time.

    `name` is the event's id in its incident ("e12"); `body` is the domain's event as JSON, whose
    `records` lead to the rows of `Record` by their identity. Where people changed the line,
    `amendment` holds what they decided and `drafted` the event without that, both as JSON; a
    `removed` one keeps its row, its id and its records.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="events", db_index=False)
    name = models.TextField()
    at = models.DateTimeField()
    key = models.BooleanField()
    body = models.TextField()
    drafted = models.TextField(blank=True, default="", db_default="")
    amendment = models.TextField(blank=True, default="", db_default="")
    removed = models.BooleanField(default=False, db_default=False)

    class Meta:
        ordering = ("at", "pk")
        indexes = (
            models.Index(fields=["incident", "at", "id"], name="event_of_timeline"),
            models.Index(fields=["incident", "name"], name="event_by_name"),
            models.Index(
                fields=["incident", "at", "id"], name="event_key", condition=models.Q(key=True)
            ),
            models.Index(
                fields=["incident", "name"],
                name="event_touched",
                condition=~models.Q(amendment=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} of incident {self.incident_id}"


class TimelineChange(models.Model):
    """One thing that a person did to a timeline. Never updated but to say that it was undone.

    `verb` is what they did ("rewrite"), `note` why, where they said so; `version` is that of the
    incident afterwards.
    """

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="changes")
    at = models.DateTimeField()
    by = models.TextField()
    verb = models.TextField()
    note = models.TextField(blank=True)
    version = models.BigIntegerField()
    undone = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.by}: {self.verb}"


class ChangedPart(models.Model):
    """One line or milestone before and after a change, each as JSON, "" for none.

    `what` is the event's id, or "milestone:detected", or "document:3" for prose that follows it.
    """

    change = models.ForeignKey(TimelineChange, models.CASCADE, related_name="parts")
    what = models.TextField()
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.what} in change {self.change_id}"


class Maintenance(models.Model):
    """A stretch in which a service was declared to be worked on: no downtime, and no promise."""

    service = models.ForeignKey(Service, models.CASCADE, related_name="maintenance")
    start = models.DateTimeField()
    end = models.DateTimeField()
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.TextField()
    withdrawn = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["service", "end"], name="maintenance_of_service"),)

    def __str__(self) -> str:
        return f"maintenance of {self.service}"


class Degradation(models.Model):
    """How much of the service an incident took away: the `share` of users or requests, 0 to 1.

    An incident without a row took all of it.
    """

    incident = models.OneToOneField(Incident, models.CASCADE, related_name="degradation")
    share = models.FloatField()
    at = models.DateTimeField()
    by = models.TextField()

    def __str__(self) -> str:
        return f"{self.share:.0%} of incident {self.incident_id}"
