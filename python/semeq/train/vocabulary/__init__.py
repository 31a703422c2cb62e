"""Which words there are, and where each lies in the latent space."""
