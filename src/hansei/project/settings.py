"""Django settings, all from the environment.

HANSEI_STORE        path or URL of the store (see `store_url`); default: the user's data folder
HANSEI_SECRET_KEY   signs sessions and links; default: made once and kept beside the store
HANSEI_DEBUG        "1" shows error pages with details; never in production
HANSEI_HOSTS        host names that the web application answers to, separated by commas
"""

from __future__ import annotations

import os
from typing import Any

from django.utils.functional import SimpleLazyObject

from hansei.project import store_url
from hansei.project.secret import kept_secret

_BUSY = os.environ.get("HANSEI_BUSY_S", "")
BUSY_S = int(_BUSY) if _BUSY.isdecimal() and 0 < int(_BUSY) < 3600 else 20
"""Whole seconds, on either engine."""

_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    " PRAGMA cache_size=-32768; PRAGMA mmap_size=268435456; PRAGMA temp_store=FILE;"
)


def database(store: store_url.StoreUrl) -> dict[str, Any]:
    """The settings of Django's connection to a store."""
    if store.path is not None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(store.path),
            "OPTIONS": {
                "timeout": BUSY_S,
                "transaction_mode": "IMMEDIATE",
                "init_command": _SQLITE_START,
            },
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": store.database,
        "USER": store.user,
        "PASSWORD": store.password,
        "HOST": store.host,
        "PORT": str(store.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 10,
            "application_name": "hansei",
            "options": f"-c lock_timeout={BUSY_S}s",
            **dict(store.parameters),
        },
    }


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


STORE = store_url.parse(os.environ.get("HANSEI_STORE"))
DATABASES = {"default": database(STORE)}
_SECRET_FOLDER = STORE.path.parent if STORE.path else store_url.data_folder()
# Lazy: only a door that signs something needs the key, and reading a store must not write one.
SECRET_KEY: Any = os.environ.get("HANSEI_SECRET_KEY") or SimpleLazyObject(
    lambda: kept_secret(_SECRET_FOLDER)
)
DEBUG = _flag("HANSEI_DEBUG")
ALLOWED_HOSTS = [
    host.strip()
    for host in os.environ.get("HANSEI_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
    if host.strip()
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "hansei.accounts",
    "hansei.audit",
    "hansei.timeline",
    "hansei.postmortem",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False
