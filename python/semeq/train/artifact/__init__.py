"""From a trained model to the file that semeq reads."""
