"""Amazon SES, by its second API."""
