"""Words to settings and sound; knows no listening."""
