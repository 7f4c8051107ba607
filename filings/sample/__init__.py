"""Make synthetic lists to practise on."""
