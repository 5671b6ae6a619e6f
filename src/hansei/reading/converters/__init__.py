"""HTML pages, Word documents and PDF files as the Markdown or plain text that reading understands.

`decode` (hansei.reading) tells a file's format by its content and calls the converter for it. Each
converter is a function from content to text, imported only when a file needs it, and none follows
a reference out of its file. Places in a converted report are lines of the converted text, for all
three formats alike: a Word document and a PDF have no lines of their own, and the lines of an HTML
file are seldom those that its readers see.
"""
