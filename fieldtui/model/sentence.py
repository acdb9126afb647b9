"""The error that people read: one sentence, in their language, what is wrong and what to do."""


class FieldError(ValueError):
    """Something that a person did, or met, told in one sentence."""
