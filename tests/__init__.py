"""What the product promises, tested: each folder asks in its own way, `reference` answers too."""
