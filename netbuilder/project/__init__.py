"""What a person makes: the project as a value, edits, history, differences, file format."""
