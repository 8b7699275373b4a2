from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    name = "dieuphoi.organizations"
    default_auto_field = "django.db.models.BigAutoField"
