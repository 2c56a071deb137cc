"""The report for a client: a page as plain data, and its output as HTML, Markdown, PDF and SARIF."""
