from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "dieuphoi.documents"
    default_auto_field = "django.db.models.BigAutoField"
