"""The tracker that an office keeps already: matched with a plan, its progress carried over."""
