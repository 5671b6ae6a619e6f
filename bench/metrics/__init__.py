"""What figures over a million incidents cost, beside DuckDB and pandas over the same rows."""
