"""People, teams and the roles that people hold."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person with an account."""


class Team(models.Model):
    """A team that runs services."""

    name = models.CharField(max_length=200, unique=True)
    created = models.DateTimeField(auto_now_add=True)

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
