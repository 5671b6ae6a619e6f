from django.apps import AppConfig


class MeetingConfig(AppConfig):
    name = "hansei.meeting"
    label = "meeting"

    def ready(self) -> None:
        """Has access hold back what people are to write about first."""
        from hansei.meeting.access import waiting
        from hansei.postmortem.holding import hold_back

        hold_back(waiting)
