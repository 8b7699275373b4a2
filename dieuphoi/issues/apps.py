from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "dieuphoi.issues"
    default_auto_field = "django.db.models.BigAutoField"
