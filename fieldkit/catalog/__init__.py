"""What an event offers: services, capture forms, requirements, fees, consulates. Facts are TOML beside this file."""
