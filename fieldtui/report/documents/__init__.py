"""The office's own documents, made of what was entered once: forms, letters and reports for paper (docx)."""
