"""The web side of the program: the server all web routes hang on, and the pages people see."""
