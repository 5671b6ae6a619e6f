from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LearningConfig(AppConfig):
    name = "hansei.learning"
    label = "learning"

    def ready(self) -> None:
        """Ties the roll-ups to every change, and their triggers to every migration."""
        from hansei.learning.rolling import roll_changed
        from hansei.learning.triggers import ensure
        from hansei.project.transactions import before_commit

        before_commit(roll_changed)
        # SQLite rebuilds a table to alter it, and drops its triggers with the old one.
        post_migrate.connect(ensure, sender=self, dispatch_uid="learning.triggers")
