from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "hansei.audit"
    label = "audit"
