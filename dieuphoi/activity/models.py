"""What happened, by whom: rows that are only ever added, and the seal that proves it."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Activity(models.Model):
    """One act of one person. No foreign keys: it neither blocks a deletion nor goes with it."""

    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    user_id = models.BigIntegerField(null=True)
    organization_id = models.BigIntegerField(null=True)
    label = models.TextField()
    at = models.DateTimeField()
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "id"])]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"


class Seal(models.Model):
    """The place of one activity in the chain; its hash covers the activity and the hash before."""

    position = models.BigIntegerField(primary_key=True)
    activity_id = models.BigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.hash[:12]}"


class Reader(models.Model):
    """How far one reader of the outbox has come: all up to this position has been handed to it."""

    name = models.CharField(max_length=60, unique=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name}@{self.position}"
