"""Django settings, all from the environment."""

SECRET_KEY = "not-yet"
