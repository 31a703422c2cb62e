"""Train the ears: what a recording sounds like, and which equalizer it went through."""
