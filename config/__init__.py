"""What may change without code: settings, policy, code lists, centres, deployments."""
