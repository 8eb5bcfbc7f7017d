from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "timeline.web"
    label = "web"
