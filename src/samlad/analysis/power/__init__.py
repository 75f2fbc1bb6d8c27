"""What a follow-up would be able to see."""
