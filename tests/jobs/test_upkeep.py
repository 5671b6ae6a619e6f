"""What is forgotten by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from hansei.jobs.registry import tasks

pytestmark = pytest.mark.django_db


def test_sessions_that_are_over_are_forgotten() -> None:
    for _ in range(2):
        SessionStore().save()
    over = Session.objects.first()
    assert over is not None
    Session.objects.filter(pk=over.pk).update(expire_date=timezone.now() - timedelta(days=1))
    tasks()["jobs.clear_sessions"].run(None)  # type: ignore[arg-type]
    assert not Session.objects.filter(pk=over.pk).exists()
    assert Session.objects.count() == 1
