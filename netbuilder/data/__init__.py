"""Sources of rows, what is in them, what each column is for, splits and transforms."""
