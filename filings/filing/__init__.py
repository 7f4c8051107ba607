"""Make what is beside the papers of a packet on the day of filing: the plan of an e-filing."""
