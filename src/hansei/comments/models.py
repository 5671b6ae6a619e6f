"""Remarks about a post-mortem, each where it belongs, and suggestions of another wording."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from hansei.postmortem.models import PostMortem


class Thread(models.Model):
    """A remark with its replies. `section`, `quote`, `before`, `after` and `event` are its anchor.

    `wording` is what stands to be put in place of the quote, None for a mere remark; `decided` is
    "accepted" or "declined" once somebody decided over it.
    """

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="threads")
    section = models.CharField(max_length=100, blank=True)
    quote = models.TextField(blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    event = models.CharField(max_length=40, blank=True)
    wording = models.TextField(null=True)  # "" takes the passage out
    decided = models.CharField(max_length=20, blank=True)
    resolved = models.DateTimeField(null=True)
    resolved_by = models.TextField(blank=True)
    created = models.DateTimeField()
    version = models.BigIntegerField(default=1)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"remark on {self.post_mortem}"


class Comment(models.Model):
    """One remark of a thread. A removed one keeps its row."""

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    text = models.TextField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="comments"
    )
    by = models.TextField()
    at = models.DateTimeField(db_index=True)
    edited = models.DateTimeField(null=True)
    removed = models.DateTimeField(null=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:60]


class Mention(models.Model):
    """Somebody whom a comment names, and who could read it when it was written."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentions")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["comment", "user"], name="mention_once"),)

    def __str__(self) -> str:
        return f"{self.user} in {self.comment}"
