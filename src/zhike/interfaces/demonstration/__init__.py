"""The demonstration bank: an invented bank that delivers extracts as a real core would."""
