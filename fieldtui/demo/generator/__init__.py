"""Makes an invented county that lives by a plan, of any size: tests, benches and demos share it.

What there is to make (regions, categories, roles, departments, types of problem, flows, kinds of project, meetings) is
read from the plan, so a county's own plan gets a county too; how many there are comes from what the plan expects or
prints as reported (`counties.toml` says which printed figure counts what), and for a plan that says nothing from us.
The words are composed from parts (`words/`), so that two notes practically never agree.

The report on Daqing counts 140 enterprises in six categories, but its numbers by place add up to 138. The county has
all 140: the two that lie beyond what the report lists by place (`roster.BEYOND`) stand in the two places with the most
enterprises, say so in the ground of their inclusion, and the demo tells what the program tells of such a list.

The same seed, plan, size and day give the same records. Only what belongs to the workspaces themselves (keys, and the
office's first entries) is new each time.
"""
