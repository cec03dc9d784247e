"""The figures of the report, each with the table that it shows. Brings in matplotlib: import it late."""
