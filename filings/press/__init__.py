"""Floor 3. A packet in, finished PDFs out."""
