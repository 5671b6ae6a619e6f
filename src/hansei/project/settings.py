"""Django settings, all from the environment.

HANSEI_STORE        path or URL of the store (see `store_url`); default: the user's data folder
HANSEI_SECRET_KEY   signs sessions and links; default: made once and kept beside the store
HANSEI_DEBUG        "1" shows error pages with details; never in production
HANSEI_HOSTS        host names that the web application answers to, separated by commas
HANSEI_URL          where browsers reach the web application, as in https://hansei.example.org
HANSEI_API_RATE     requests a minute that one API token may make; default 600
HANSEI_PROXIES      how many proxies of your own stand before it, for the addresses of visitors; 0
HANSEI_SETUP_CODE   what the first visitor must know to make the first account
HANSEI_REQUIRE_MFA  "1": everybody who signs in with a password needs a second factor
HANSEI_SMTP_URL     server that mail leaves by (see `mail`); without it there is no mail
HANSEI_MAIL_FROM    address that mail comes from
HANSEI_OIDC_...     single sign-on (see `sign_on`), as HANSEI_SAML_... and HANSEI_SSO_...
HANSEI_UPLOADS      private folder for files until they are drafted; default: beside the store
HANSEI_TEMPLATES    folder of variants and modules as TOML files, beside those in the store
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.utils.functional import SimpleLazyObject

from hansei.project import sign_on, store_url
from hansei.project.mail import mail_settings
from hansei.project.secret import kept_secret

_BUSY = os.environ.get("HANSEI_BUSY_S", "")
BUSY_S = int(_BUSY) if _BUSY.isdecimal() and 0 < int(_BUSY) < 3600 else 20
"""Whole seconds, on either engine."""

_SQLITE_START = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    " PRAGMA cache_size=-32768; PRAGMA mmap_size=268435456; PRAGMA temp_store=FILE;"
)
_KEPT_S = 600
"""How long a thread keeps its connection to a file: opening one takes as long as a small page."""


def database(store: store_url.StoreUrl) -> dict[str, Any]:
    """The settings of Django's connection to a store."""
    if store.path is not None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(store.path),
            "CONN_MAX_AGE": _KEPT_S,
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
        # As long as it works. A new one costs as much as two pages, for its process has to learn
        # what tables there are; all threads of a server would open theirs in the same second.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 10,
            "application_name": "hansei",
            # Compiling a page's query takes twenty times as long as running it.
            "options": f"-c lock_timeout={BUSY_S}s -c jit=off",
            **dict(store.parameters),
        },
    }


def _flag(name: str) -> bool:
    return os.environ.get(name, "").lower() in {"1", "true", "yes", "on"}


def _number(name: str) -> int:
    given = os.environ.get(name, "")
    return int(given) if given.isdecimal() else 0


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

# What the store is made of; enough for the command line, which starts without the web.
STORE_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "hansei.accounts",
    "hansei.audit",
    "hansei.jobs",
    "hansei.organisation",
    "hansei.timeline",
    "hansei.postmortem",
    "hansei.reminders",
    "hansei.meeting",
    "hansei.comments",
    "hansei.search",
    "hansei.learning",
    "hansei.recurrence",
    "hansei.drafting",
    "hansei.collab",
]
WEB_APPS = [
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "ninja",
    "hansei.web",
    "hansei.api",
]
_IS_WEB = os.environ.get("HANSEI_APPS") != "store"
SOCIALACCOUNT_PROVIDERS = sign_on.providers(os.environ) if _IS_WEB else {}
if "saml" in SOCIALACCOUNT_PROVIDERS:
    WEB_APPS.append(sign_on.SAML_APP)
INSTALLED_APPS = STORE_APPS + WEB_APPS if _IS_WEB else STORE_APPS
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = True

ROOT_URLCONF = "hansei.project.urls"
WSGI_APPLICATION = "hansei.web.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hansei.web.middleware.welcome",
    "hansei.web.sign_in.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hansei.web.sign_in.middleware.second_factor",
    "hansei.web.sign_in.middleware.to_provider",
    "hansei.web.middleware.refusals",
    "hansei.web.accounts.holding.account_first",
]
_WEB = Path(__file__).resolve().parent.parent / "web"
TEMPLATES: list[dict[str, Any]] = [
    {
        "NAME": "pages",
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [_WEB / "templates"],
        "OPTIONS": {
            "environment": "hansei.web.templating.environment",
            "context_processors": ["hansei.web.pages.frame"],
        },
    },
    {
        "NAME": "sign-in",
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_WEB / "sign_in" / "mails"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]
TEMPLATE_FILES = os.environ.get("HANSEI_TEMPLATES", "")
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
AUTHENTICATION_BACKENDS = ["hansei.web.sign_in.backend.Backend"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email")},
    },
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
]
# Memory-hard, and in the standard library.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
PASSWORD_RESET_TIMEOUT = 24 * 3600
SETUP_CODE = os.environ.get("HANSEI_SETUP_CODE", "")

# Counters of attempts to sign in must be the same for all processes.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "hansei_cache",
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}
_MAIL = mail_settings(os.environ, debug=DEBUG)
globals().update(_MAIL)
MAIL_IS_ON = bool(_MAIL["MAIL_IS_ON"])

# HANSEI_URL is where browsers reach it: with https there, cookies never travel without it.
SITE_URL = os.environ.get("HANSEI_URL", "").rstrip("/")
_SECURE = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "hansei-session", "hansei-csrf"
SESSION_ENGINE = "hansei.accounts.sessions"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_HTTPONLY = False  # the scripts send it back as a header
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _SECURE else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "hansei.web.failures.expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 << 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 500  # of one form; scripts send as many as an upload may have
FILE_UPLOAD_HANDLERS = [
    "hansei.web.form_files.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
UPLOADS = os.environ.get("HANSEI_UPLOADS") or str(_SECRET_FOLDER / "uploads")
API_RATE = _number("HANSEI_API_RATE") or 600

ALLAUTH_TRUSTED_PROXY_COUNT = _number("HANSEI_PROXIES")
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ACCOUNT_ADAPTER = "hansei.web.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = MAIL_IS_ON
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _SECURE else "http"
ACCOUNT_USER_DISPLAY = "hansei.web.sign_in.adapters.shown_name"
ACCOUNT_RATE_LIMITS = {"welcome": "10/m/ip", "invitation": "20/m/ip"}
MFA_ADAPTER = "hansei.web.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Hansei"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones are up to half a minute off
# Browsers give out passkeys over https, and over http on this machine alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _SECURE
REQUIRE_MFA = _flag("HANSEI_REQUIRE_MFA")
SOCIALACCOUNT_ADAPTER = "hansei.web.sign_in.adapters.SignOnAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = "sso"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SIGN_ON_ROLE = sign_on.first_role(os.environ)
