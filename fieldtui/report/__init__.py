"""What people hand on: records and lists as plain text for a chat."""
