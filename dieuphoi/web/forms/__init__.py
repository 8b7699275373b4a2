"""Forms check text and give the domain typed values; rules stay in the domain."""
