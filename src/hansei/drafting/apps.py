from django.apps import AppConfig


class DraftingConfig(AppConfig):
    name = "hansei.drafting"
    label = "drafting"
