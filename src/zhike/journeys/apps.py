from django.apps import AppConfig

from zhike.foundation import events


class JourneysConfig(AppConfig):
    name = "zhike.journeys"
    label = "journeys"

    def ready(self) -> None:
        from zhike.journeys.reactions import REACTIONS  # the contexts' models are ready only now

        events.connect(REACTIONS)
