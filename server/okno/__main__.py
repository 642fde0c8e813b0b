"""`python -m okno` is the same as the command `okno`."""

from okno.cli import main

if __name__ == "__main__":
    main()
