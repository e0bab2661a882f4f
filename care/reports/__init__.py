"""The reports of care, each a list with filters and a spreadsheet."""
