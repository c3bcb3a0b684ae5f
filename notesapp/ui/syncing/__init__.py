"""What a person sees of sync: the card, its popover and the set-up."""
