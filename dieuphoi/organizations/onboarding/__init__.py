"""People, agencies and positions from one Excel sheet: template, reading, preview, applying."""
