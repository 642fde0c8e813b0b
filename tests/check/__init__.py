"""The check of an installation: what is whole is called whole, and each kind of damage is named."""
