"""The hall's own pages, served on the laptop without internet: the board on a television, the ticket on a phone."""
