"""What is recorded: one file a record, the code lists, and the language of plans. Pydantic and nothing else."""
