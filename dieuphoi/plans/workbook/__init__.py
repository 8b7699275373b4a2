"""Obligations as workbooks that agencies fill in offline, and back again."""
