"""The county's own files in: sheets (xlsx, csv) are read, understood, and become records; empty ones are written."""
