"""The sidebar: places, notebooks and tags as one tree, and a slot for the sync card."""
