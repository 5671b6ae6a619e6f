"""Post-mortems, their revisions, and what follows from them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from hansei.accounts.models import Team
from hansei.domain.document import ActionStatus
from hansei.timeline.models import Incident

ID_LENGTH = 200
"""The longest document id that is accepted."""


class PostMortem(models.Model):
    """A post-mortem as it stands now. `document` is the domain's document as JSON.

    `number` is what people call it ("PM-12"); `document_id` goes with its files from store to
    store. `source` is the path that it was drafted from, `source_identity` its indexed hash.
    Columns that repeat the document are for finding it; `owner_user` is the account of the owner,
    where the name belongs to one. `due` is the day by which it should be published. `version`
    grows with every change of the row: changes compare it first.
    """

    number = models.BigIntegerField(unique=True)
    document_id = models.CharField(max_length=ID_LENGTH, unique=True)
    title = models.TextField()
    variant = models.TextField()
    status = models.TextField()
    severity = models.TextField(blank=True)
    owner = models.TextField(blank=True)
    zone = models.TextField(default="UTC")
    restricted = models.BooleanField(default=False)
    team = models.ForeignKey(Team, models.SET_NULL, null=True, related_name="post_mortems")
    incidents = models.ManyToManyField(Incident, related_name="post_mortems")
    source = models.TextField(blank=True)
    source_identity = models.BigIntegerField(db_index=True)
    document = models.TextField()
    milestones = models.TextField(default="{}")
    version = models.BigIntegerField(default=1)
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="owned_post_mortems"
    )
    due = models.DateField(null=True)
    submitted = models.DateTimeField(null=True)
    published = models.DateTimeField(null=True)
    created_by = models.TextField(blank=True)
    created = models.DateTimeField()
    updated = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["status", "-number"], name="post_mortem_of_status"),
            models.Index(fields=["-updated"], name="post_mortem_newest"),
            models.Index(
                fields=["id"], name="post_mortem_hidden", condition=models.Q(restricted=True)
            ),
            models.Index(fields=["owner_user", "team"], name="post_mortem_of_whom"),
        )

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        """How people name it."""
        return f"PM-{self.number}"


class Grant(models.Model):
    """A role that a person holds in one post-mortem. A restricted one is for these people only."""

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20)  # a `Role`

    class Meta:
        constraints = (models.UniqueConstraint(fields=["post_mortem", "user"], name="grant_once"),)

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.post_mortem}"


class Revision(models.Model):
    """A post-mortem as it stood after one change. Never updated. `digest` is over `document`."""

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="revisions")
    number = models.BigIntegerField()
    document = models.TextField()
    markdown = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    author = models.TextField()
    at = models.DateTimeField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post_mortem", "number"], name="revision_once"),
        )

    def __str__(self) -> str:
        return f"revision {self.number} of {self.post_mortem}"


class Action(models.Model):
    """A corrective action. It outlives its post-mortem; `source` then still names it.

    `answers` holds the factors that it answers, separated by spaces. `revision` is the number of
    the revision that it was last read from; `in_document` tells whether the newest one has it.
    `action_class` is an `ActionClass` or "". Closed is not verified is not effective: `completed`,
    `verified` and `effect` ("effective", "not effective" or "") each have their own who and when.
    """

    post_mortem = models.ForeignKey(PostMortem, models.SET_NULL, null=True, related_name="actions")
    source = models.TextField()
    position = models.IntegerField()
    text = models.TextField()
    owner = models.TextField(blank=True)
    due = models.DateField(null=True)
    status = models.CharField(max_length=20, default=ActionStatus.PLANNED.value)
    answers = models.TextField(blank=True)
    revision = models.BigIntegerField()
    in_document = models.BooleanField(default=True)
    owner_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="owned_actions"
    )
    action_class = models.CharField(max_length=20, blank=True)
    link = models.TextField(blank=True)
    completed = models.DateTimeField(null=True)
    completed_by = models.TextField(blank=True)
    verified = models.DateTimeField(null=True)
    verified_by = models.TextField(blank=True)
    verified_how = models.TextField(blank=True)
    verified_with = models.ForeignKey(
        "postmortem.Evidence", models.SET_NULL, null=True, related_name="verifies"
    )
    effect = models.CharField(max_length=20, blank=True)
    effect_at = models.DateTimeField(null=True)
    effect_by = models.TextField(blank=True)
    effect_note = models.TextField(blank=True)
    created = models.DateTimeField(auto_now_add=True, null=True)
    updated = models.DateTimeField(auto_now=True, null=True)
    version = models.BigIntegerField(default=1)

    class Meta:
        ordering = ("post_mortem", "position", "pk")
        indexes = (
            models.Index(fields=["status", "due"], name="action_due"),
            models.Index(fields=["due", "id"], name="action_by_due"),
            models.Index(
                fields=["due", "id"], name="action_unverified", condition=models.Q(verified=None)
            ),
            models.Index(
                fields=["effect", "-id"],
                name="action_verified",
                condition=models.Q(verified__isnull=False),
            ),
            models.Index("owner_user", Lower("owner"), name="action_of_owner"),
            models.Index(
                fields=["status", "completed", "completed_by", "post_mortem"],
                name="action_to_verify",
                condition=models.Q(verified=None),
            ),
        )

    def __str__(self) -> str:
        return self.text


class Review(models.Model):
    """The meeting over a post-mortem."""

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="reviews")
    start = models.DateTimeField()
    minutes = models.IntegerField()
    reason = models.TextField(blank=True)
    held = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"review of {self.post_mortem}"


class CheckIn(models.Model):
    """The look after 30, 60 or 90 days at whether the actions worked; closed by a person.

    `figures` are those of its day as JSON, filled in when it is held.
    """

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="check_ins")
    number = models.IntegerField()
    day = models.DateField()
    figures = models.TextField(blank=True)
    closed = models.DateTimeField(null=True)
    closed_by = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post_mortem", "number"], name="check_in_once"),
        )

    def __str__(self) -> str:
        return f"check-in {self.number} of {self.post_mortem}"


class Evidence(models.Model):
    """Something that backs a post-mortem: a snapshot, a report, a link. `digest` is SHA-256.

    `number` is how the text cites it ("[ev3]"). A removed one keeps its row and digest.
    """

    number = models.IntegerField(null=True)
    media_type = models.TextField(blank=True)
    file_name = models.TextField(blank=True)
    size = models.BigIntegerField(default=0)
    event = models.TextField(blank=True)
    removed = models.DateTimeField(null=True)
    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="evidence")
    title = models.TextField()
    url = models.TextField(blank=True)
    content = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    added = models.DateTimeField()
    added_by = models.TextField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["post_mortem", "number"], name="evidence_once"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_erased(self) -> bool:
        """Whether only its digest is left. Loads the content."""
        return self.content is None and not self.url


class Lesson(models.Model):
    """Something learned, technical or organisational."""

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="lessons")
    position = models.IntegerField()
    text = models.TextField()

    class Meta:
        ordering = ("post_mortem", "position")

    def __str__(self) -> str:
        return self.text


class Approval(models.Model):
    """A person's consent to publish one version of a post-mortem."""

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="approvals")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="approvals"
    )
    by = models.TextField()
    version = models.BigIntegerField()
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    withdrawn = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.by} approved {self.post_mortem}"


class Publication(models.Model):
    """A post-mortem's public text as customers may read it, until it is withdrawn."""

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="publications")
    slug = models.CharField(max_length=100, unique=True)
    title = models.TextField()
    version = models.BigIntegerField()
    markdown = models.TextField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.TextField()
    withdrawn = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class RiskAcceptance(models.Model):
    """A signed decision to live with a contributing factor; `factor` is its wording then."""

    post_mortem = models.ForeignKey(PostMortem, models.CASCADE, related_name="acceptances")
    key = models.CharField(max_length=20)  # the factor's number, "F1"
    factor = models.TextField()
    reason = models.TextField()
    by = models.TextField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="acceptances"
    )
    at = models.DateTimeField()
    until = models.DateField(null=True)
    withdrawn = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.by} accepts {self.key} of {self.post_mortem}"
