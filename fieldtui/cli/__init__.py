"""The command line. Each group of commands is a file, imported when one of its commands is called."""
