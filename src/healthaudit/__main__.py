"""``python -m healthaudit``"""

from healthaudit.cli import main

if __name__ == "__main__":
    main()
