"""Backups: one archive of all that an installation stores, its restoring, its keeping; copying the
rows into the other kind of database; the state of the machine. Knows no noun of the domain."""
