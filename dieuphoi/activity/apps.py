from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "dieuphoi.activity"
    default_auto_field = "django.db.models.BigAutoField"
