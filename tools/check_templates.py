"""Templates fit a screen or three, hold no script, style or handler, and speak through translations only.

The content security policy would refuse inline code in the browser; here it is found before a page is opened.
"""

import re
import sys
from pathlib import Path

from sources import ROOT, project_files, report

LONGEST = 150
OWN_NAME = re.compile(r"<(\w+)\b[^>]*\slang=[\"']zh-hans[\"'][^>]*>[^<]*</\1>")  # a language is named in itself
COMMENTS = re.compile(r"{#.*?#}|{% comment .*?%}.*?{% endcomment %}|{% comment %}.*?{% endcomment %}|<!--.*?-->", re.S)
# The name of a language is written in that language.
IN_CHINESE = re.compile(r"(<[^>]*\blang=\"zh[\w-]*\"[^>]*>)[^<]*(?=<)")
RULES = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an inline event handler": re.compile(r"<[^>]*\s(on[a-z]+|hx-on[:\w-]*)\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "something fetched from another server": re.compile(
        r"<(script|link|img|iframe)[^>]*\b(src|href)=[\"'](https?:)?//", re.I
    ),
    "escaping switched off; make HTML with format_html": re.compile(r"\|\s*safe\b|autoescape\s+off|\|\s*safeseq\b"),
    "Chinese text; write the English message and translate it": re.compile(r"[\u3400-\u9fff]"),
}


def check_template(file: Path) -> list[str]:
    text = (ROOT / file).read_text()
    problems = []
    if text.count("\n") > LONGEST:
        problems.append(f"{file}: {text.count(chr(10))} lines; {LONGEST} are allowed, move a part beside its panel")
    # Comments vanish, their line breaks stay, so that line numbers hold.
    visible = COMMENTS.sub(lambda found: "\n" * found.group().count("\n"), text)
    visible = OWN_NAME.sub(lambda found: "\n" * found.group().count("\n"), visible)
    visible = IN_CHINESE.sub(r"\1", visible)
    for name, pattern in RULES.items():
        for found in pattern.finditer(visible):
            problems.append(f"{file}:{visible.count(chr(10), 0, found.start()) + 1}: {name}")
    return problems


def main() -> int:
    return report([problem for file in project_files(".html") for problem in check_template(file)])


if __name__ == "__main__":
    sys.exit(main())
