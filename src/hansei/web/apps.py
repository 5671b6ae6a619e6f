from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "hansei.web"
    label = "web"

    def ready(self) -> None:
        from hansei.web.sign_in import signals  # noqa: F401 - connects what it receives
