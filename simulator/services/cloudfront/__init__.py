"""Amazon CloudFront. Distributions, policies, functions and invalidations are kept here, not in moto's models."""
