"""What the repository uses to keep itself true."""
