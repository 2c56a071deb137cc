"""The report that a client reads: a page as plain data, and what prints it as HTML, Markdown, PDF and SARIF."""
