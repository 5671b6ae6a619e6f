"""People, teams and the roles that people hold."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac


class User(AbstractUser):
    """A person with an account.

    `name` is how others read of them, `zone` the IANA zone that times are shown to them in (""
    for the browser's), `theme` "light", "dark" or "" for the system's. `version` grows with every
    change of what the person or an administrator can edit; a session ends when `session_epoch`
    goes on.
    """

    name = models.TextField(blank=True)
    zone = models.TextField(blank=True)
    theme = models.CharField(max_length=10, blank=True)
    version = models.BigIntegerField(default=1)
    session_epoch = models.BigIntegerField(default=0)

    class Meta(AbstractUser.Meta):
        constraints = (
            models.UniqueConstraint(Lower("username"), name="user_of_name"),
            models.UniqueConstraint(
                Lower("email"), name="user_of_email", condition=~models.Q(email="")
            ),
        )

    @property
    def shown_name(self) -> str:
        """The name that others read."""
        return self.name or self.get_full_name() or self.get_username()

    def get_session_auth_hash(self) -> str:
        """What a session must know of the account to go on: not an older password or epoch."""
        return self._session_hash(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the secret keys that were in use before."""
        for key in settings.SECRET_KEY_FALLBACKS:
            yield self._session_hash(key)

    def _session_hash(self, key: str | bytes | None) -> str:
        told = f"{self.session_epoch}:{self.password}"
        return salted_hmac("hansei.session", told, secret=key, algorithm="sha256").hexdigest()


class Team(models.Model):
    """A team that runs services.

    A removed one keeps its row, so that its post-mortems still say whose they are and it can come
    back; its roles count for nothing, and its name is free.
    """

    name = models.CharField(max_length=200)
    created = models.DateTimeField(auto_now_add=True)
    removed = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=1)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                Lower("name"), name="team_of_name", condition=models.Q(removed=None)
            ),
        )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role that a person holds in a team, or in the whole organisation without one."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, models.CASCADE, related_name="memberships", null=True)
    role = models.CharField(max_length=20)  # a `Role`

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "team", "role"], name="membership_in_team"),
            models.UniqueConstraint(
                fields=["user", "role"], name="membership_in_all", condition=models.Q(team=None)
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.team or 'all'}"


class Invitation(models.Model):
    """An open door for one person. Only the SHA-256 of its secret is kept."""

    email = models.TextField()
    role = models.CharField(max_length=20)  # a `Role`
    team = models.ForeignKey(Team, models.CASCADE, related_name="invitations", null=True)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="invitations", null=True
    )
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    accepted = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation of {self.email}"


class ApiToken(models.Model):
    """A key to the API with the rights of its person, narrowed by `scopes`.

    Only the SHA-256 of the token is kept; `prefix` is its beginning, by which people tell it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.TextField()
    prefix = models.CharField(max_length=16)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.TextField()
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True)
    last_used = models.DateTimeField(null=True)
    revoked = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.prefix}… of {self.user}"


class CachedValue(models.Model):
    """The table of Django's database cache: counters of sign-in attempts that processes share."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "hansei_cache"

    def __str__(self) -> str:
        return self.cache_key
