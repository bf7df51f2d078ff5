"""What left, what was forgotten, what is checked: the parts of the window that account for both."""
