from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "hansei.organisation"
    label = "organisation"

    def ready(self) -> None:
        from hansei.organisation import held

        held.connect()
