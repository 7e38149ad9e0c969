"""What a run has found, for people: pictures as SVG, one page of HTML, and the same in markdown."""
