"""EC2: addresses, gateways, groups and their guards."""
