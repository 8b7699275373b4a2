from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "dieuphoi.reporting"
    default_auto_field = "django.db.models.BigAutoField"
