"""Addresses for the people of the cast."""

from dieuphoi.organizations.models import User


def give_addresses() -> None:
    """Everybody gets mail at their user name."""
    for user in User.objects.all():
        user.email = f"{user.username}@so.example"
        user.save(update_fields=["email"])
