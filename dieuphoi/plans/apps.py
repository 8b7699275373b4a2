from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "dieuphoi.plans"
    default_auto_field = "django.db.models.BigAutoField"
