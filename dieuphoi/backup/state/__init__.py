"""What an administrator must know of an installation: what is missing, what is unsafe, what to do."""
