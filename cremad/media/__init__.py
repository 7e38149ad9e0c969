"""Reading files: tables, images, sound and frames, each checked before it is believed."""
