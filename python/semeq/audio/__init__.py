"""Audio through settings: whole, streamed, moving, from file to file; knows no words."""
