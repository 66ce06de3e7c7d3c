"""AWS Cost Explorer: cost allocation tags."""
