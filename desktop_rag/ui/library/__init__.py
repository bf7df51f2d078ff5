"""The left side of the window, the documents table and what adds to them."""
