"""Charts with their words, tables and definitions, for every door: pages, the API, commands."""
