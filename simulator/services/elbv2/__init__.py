"""Elastic Load Balancing v2. The state lives in moto's objects, what they show and refuse is decided here."""
