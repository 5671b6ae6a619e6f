from django.apps import AppConfig


class CollabConfig(AppConfig):
    name = "hansei.collab"
    label = "collab"
