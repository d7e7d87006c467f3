#!/usr/bin/python3
"""Writes what `sciot config` prints into docs/configuration.md, so that the page never differs from the programs.

    scripts/config-docs.py SCIOT           SCIOT is the program, e.g. build/release/bin/sciot
    scripts/config-docs.py SCIOT --check   changes nothing; exits 1 when the page differs

Each block of YAML to fill is preceded by a line `<!-- sciot config NAME -->`.
"""

import re
import subprocess
import sys
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "configuration.md"
BLOCK = re.compile(r"(<!-- sciot config (\w+) -->\n\n```yaml\n)(.*?)(```\n)", re.DOTALL)


def filled(text, program):
    def fill(match):
        printed = subprocess.run([program, "config", match[2]], check=True, capture_output=True, text=True).stdout
        return match[1] + printed + match[4]

    return BLOCK.sub(fill, text)


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    text = PAGE.read_text(encoding="utf-8")
    wanted = filled(text, arguments[1])
    if "--check" in arguments:
        if text != wanted:
            print(f"docs/configuration.md is not what the programs say; run scripts/config-docs.py {arguments[1]}")
        return int(text != wanted)
    PAGE.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
