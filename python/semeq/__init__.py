"""Words to equalizer."""
