"""Which permissions a call requires, and whether the identity that makes it has them."""
