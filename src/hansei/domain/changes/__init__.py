"""What changed between two states of a document, in pieces that people can read.

words.word_changes(before, after)         a paragraph, word by word
tables.table_changes(before, after)       a table, row by row
compare.compare(before, after)            everything, section by section
"""
