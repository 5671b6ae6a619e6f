from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SearchConfig(AppConfig):
    name = "hansei.search"
    label = "search"

    def ready(self) -> None:
        """Ties the index to every change, and its triggers to every migration."""
        from hansei.project.transactions import before_commit
        from hansei.search.indexing import index_changed
        from hansei.search.triggers import ensure

        before_commit(index_changed)
        # SQLite rebuilds a table to alter it, and drops its triggers with the old one.
        post_migrate.connect(ensure, sender=self, dispatch_uid="search.triggers")
