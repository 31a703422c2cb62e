"""Play audio through equalizer settings: recordings, streams and files. Knows no words."""
