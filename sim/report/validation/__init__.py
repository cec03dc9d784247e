"""Pictures, tables and the page of the validation."""
