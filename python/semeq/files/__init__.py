"""Reading files that may be damaged or made to harm: bounded, and nothing in them is run."""
