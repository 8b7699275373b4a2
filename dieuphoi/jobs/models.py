"""What the worker did, and when: each duty's runs are recorded."""

from django.db import models


class Run(models.Model):
    """One run of one duty; `error` is empty when it went well."""

    duty = models.CharField(max_length=60)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True, default="")
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["-began_at", "-pk"]
        indexes = [models.Index(fields=["duty", "-began_at"])]

    def __str__(self) -> str:
        return f"{self.duty} {self.began_at}"
