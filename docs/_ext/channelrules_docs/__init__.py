"""What the documentation makes from the code: pages, pictures, links, and a check of every link."""
