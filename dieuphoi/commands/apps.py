from django.apps import AppConfig


class CommandsConfig(AppConfig):
    name = "dieuphoi.commands"
    default_auto_field = "django.db.models.BigAutoField"
