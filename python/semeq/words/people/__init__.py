"""How people differ in what they mean by a word, and what follows from a person's own settings."""
