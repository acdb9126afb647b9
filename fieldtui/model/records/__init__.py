"""The records, one file each: the file's name is the kind's name."""
