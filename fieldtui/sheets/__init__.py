"""The county's own files in: sheets (xlsx, ods, csv) are read and become records; empty ones are written."""
