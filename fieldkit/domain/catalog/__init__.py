"""What an event offers: services, capture forms, requirements, fees, consulates. The facts are TOML here."""
