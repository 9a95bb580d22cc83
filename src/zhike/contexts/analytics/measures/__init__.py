"""The bank's measures (口径): one SQL file each, its header the definition, its text what every engine runs."""
