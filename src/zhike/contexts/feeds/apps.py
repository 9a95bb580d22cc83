from django.apps import AppConfig


class FeedsConfig(AppConfig):
    name = "zhike.contexts.feeds"
    label = "feeds"
