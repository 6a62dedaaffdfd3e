"""``python -m healthaudit``, and the command of that name."""

import sys

__all__ = ["main"]


def main() -> None:
    """Runs the command line. Exits as ``healthaudit.cli.main`` says, already while that is being read."""
    try:
        from healthaudit.cli import main as run
    except KeyboardInterrupt:
        print("healthaudit: interrupted", file=sys.stderr)
        sys.exit(130)
    run()


if __name__ == "__main__":
    main()
