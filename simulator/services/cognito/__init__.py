"""Amazon Cognito: user pools."""
