"""Drafts that were asked for: what of, how far they are, and what came of them."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models

from hansei.postmortem.models import PostMortem
from hansei.timeline.models import Import, Incident


class State(StrEnum):
    """How far a draft is. `DONE` and `FAILED` are the end of it."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class DraftRequest(models.Model):
    """A draft that somebody asked for from files that they uploaded.

    `upload` names the folder of the files while they are there (`uploads`). `zone` is of bare
    times, "" for the organisation's; `addition` the incident that the files are added to, without
    one the draft makes its own. `done` of `total` files are read. `problem` says why it failed.
    """

    name = models.CharField(max_length=32, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="draft_requests"
    )
    upload = models.CharField(max_length=60, blank=True)
    title = models.TextField(blank=True)
    zone = models.TextField(blank=True)
    addition = models.ForeignKey(Incident, models.SET_NULL, null=True, related_name="additions")
    state = models.CharField(max_length=20, default=State.WAITING.value)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    problem = models.TextField(blank=True)
    batch = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="draft_requests")
    incident = models.ForeignKey(
        Incident, models.SET_NULL, null=True, related_name="draft_requests"
    )
    post_mortem = models.ForeignKey(
        PostMortem, models.SET_NULL, null=True, related_name="draft_requests"
    )
    findings = models.IntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"draft {self.name}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (State.DONE, State.FAILED)
