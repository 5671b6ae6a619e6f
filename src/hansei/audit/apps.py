from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hansei.audit"
    label = "audit"

    def ready(self) -> None:
        from hansei.audit import standing

        standing.connect()
