"""The rooms in which people write together, what they typed, and who had a part in what."""

from __future__ import annotations

from django.db import models

from hansei.postmortem.models import PostMortem


class Room(models.Model):
    """The shared document of a post-mortem.

    `key` tells this room from another one of the same post-mortem, made after it was lost.
    `snapshot` holds what was typed up to update `until`; later updates are rows of their own.
    `sections` is JSON (`sections.Kept`): which text belongs to which section, and what the stored
    document said when they were last alike. What was typed up to update `written` stands there.
    """

    post_mortem = models.OneToOneField(PostMortem, models.CASCADE, related_name="room")
    key = models.CharField(max_length=32)
    snapshot = models.BinaryField(default=b"")
    until = models.BigIntegerField(default=0)
    written = models.BigIntegerField(default=0)
    sections = models.TextField(default="[]")

    def __str__(self) -> str:
        return f"room of {self.post_mortem_id}"


class Update(models.Model):
    """Something typed, as the shared document takes it. `user` is an account's key, 0 for Hansei.

    `host` names the process that took it: rooms of one store on two machines tell each other so.
    """

    room = models.ForeignKey(Room, models.CASCADE, related_name="updates")
    data = models.BinaryField()
    user = models.BigIntegerField(default=0)
    host = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"update {self.pk} of {self.room_id}"


class Part(models.Model):
    """Somebody had a part in what a version of a post-mortem says that was written together."""

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="parts")
    version = models.BigIntegerField()
    author = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post_mortem", "version", "author"], name="part_once"),
        )

    def __str__(self) -> str:
        return f"{self.author} in version {self.version} of {self.post_mortem_id}"
