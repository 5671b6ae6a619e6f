"""What an organisation set for itself: values by key, and templates of its own."""

from __future__ import annotations

from django.db import models


class Setting(models.Model):
    """One value as JSON: a struct of the domain, which tells its form. `key` names it.

    `previous` is the value before the last change, which undoing it puts back.
    """

    key = models.CharField(max_length=50, unique=True)
    value = models.TextField()
    previous = models.TextField(blank=True)
    version = models.BigIntegerField(default=1)
    updated = models.DateTimeField()
    updated_by = models.TextField()

    def __str__(self) -> str:
        return self.key


class Template(models.Model):
    """A variant or module of the organisation's own. `text` is its TOML as it stands now.

    `kind` is a `TemplateKind`; `name` is the variant's name or the module's key and stays.
    """

    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    text = models.TextField()
    version = models.BigIntegerField(default=1)
    archived = models.DateTimeField(null=True)
    created = models.DateTimeField()
    created_by = models.TextField()
    updated = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="template_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class TemplateRevision(models.Model):
    """A template as it stood after one change of its text. Never updated."""

    template = models.ForeignKey(Template, models.CASCADE, related_name="revisions")
    number = models.BigIntegerField()
    text = models.TextField()
    author = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["template", "number"], name="template_revision_once"),
        )

    def __str__(self) -> str:
        return f"revision {self.number} of {self.template}"
