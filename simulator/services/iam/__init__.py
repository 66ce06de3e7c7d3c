"""IAM: trust policies, service-linked roles, managed policies of AWS, and the account's details in pages."""
