"""AWS WAF. All of its objects are kept here, not in moto's models."""
