"""Plans of an invented county for tests: two versions of one plan, another one, and texts that are no plans."""

from fieldtui import plans

NAME, TITLE = "our-county", "示例县企业走访办法"
OTHER, OTHER_TITLE = "our-projects", "示例县项目挂钩办法"


def _written(name: str, title: str) -> str:
    six = plans.read_text("six-must-visits")
    return six.replace('name = "six-must-visits"', f'name = "{name}"').replace(
        'title = "大庆“六必访”"', f'title = "{title}"'
    )


FIRST = _written(NAME, TITLE)
# What was 办理 is 承办 from the second version on, by another code; and a type of problem is no more.
SECOND = FIRST.replace('"handling"', '"at_work"').replace("办理中", "承办中").replace('name = "办理"', 'name = "承办"')
BESIDE = _written(OTHER, OTHER_TITLE).replace('name = "已登记"', 'name = "已入库"')

HELL = {
    "no TOML": 'name = "our-county',
    "a newer vocabulary": f"{FIRST}\n[weather]\nsun = true\n",
    "a base": 'base = "common"\nname = "our-county"\ntitle = "示例"\n',
    "too deep": f"a = {'[' * 900}{']' * 900}",
    "dots": f"a.{'b.' * 3000}c = 1",
    "a long number": f"a = {'1' * 5000}",
    "3,000 categories": FIRST.replace(
        "categories = [",
        "categories = [" + "".join(f'{{ code = "c{number}", name = "类{number}" }},\n' for number in range(3000)),
        1,
    ),
    "nothing": "#",
}
"""Whole texts of plans that no version of the program, or not this one, can read."""
