"""How people differ in what they mean by a word: fitted, and judged on people left out."""
