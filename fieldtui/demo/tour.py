"""The scripted tour: one problem from the cadre's keyboard to the office and back, told in sentences.

Everything in it is done for real, in two workspaces, and what does not come out as told stops it.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

from fieldtui.demo.county import CADRE
from fieldtui.demo.parties import (
    StoryClock,
    StoryError,
    code_of,
    deliver,
    enrol,
    expect,
    hand_back,
    hand_in,
    open_desk,
    open_office,
    save,
    workspace_in,
)
from fieldtui.demo.proofs import damaged, refused, same_views, sound, taken_in_before
from fieldtui.demo.sample import by_key, clerk_of, enter_roster, office_name_of, sample, story_form
from fieldtui.locale import _
from fieldtui.sync.exchange import read_file
from fieldtui.sync.words import counts_in_words, describe_bundle
from fieldtui.work.dates import show_date
from fieldtui.work.desk import Desk
from fieldtui.work.life import Standing
from fieldtui.work.quick_entry import explain, read_follow_up, read_problems
from fieldtui.work.step_form import StepForm
from fieldtui.work.steps import Entry
from fieldtui.work.today import today_list
from fieldtui.work.visits import enter_visit

Lines = Iterator[str]

# The days of the story, counted from the day on which it is told: it is over by then.
FOUNDED, ENTERED, ASSIGNED, REPLIED, VERIFIED, CLOSED = -8, -7, -6, -5, -4, -1


def play(place: Path, today: date) -> Iterator[str]:
    """Plays the story in two new workspaces under `place`; a line of text each for what happened.

    Raises StoryError, or the error met, when something does not come out as told.
    """
    with ExitStack() as open_desks:
        story = _Story(place, today, open_desks)
        chapters = (
            (_("The office sets up its ledger"), story.founding),
            (_("Office and laptop get to know each other"), story.enrolment),
            (_("The cadre records a visit"), story.visit),
            (_("The cadre hands in, the office takes in"), story.handing_in),
            (_("Nothing comes in twice, nothing damaged comes in"), story.bad_files),
            (_("The clerk numbers the problem and assigns it"), story.assignment),
            (_("The department replies; closing has to wait"), story.reply),
            (_("The answer reaches the cadre"), story.answer),
            (_("The cadre asks the enterprise"), story.verification),
            (_("The clerk closes the problem"), story.closing),
            (_("Both ledgers say the same"), story.comparison),
            (_("Files made"), story.files),
        )
        for number, (heading, tell) in enumerate(chapters, 1):
            yield f"{number}. {heading}"
            for line in tell():
                yield f"   {line}"
            yield ""


class _Story:
    """The two sides, and the one problem that the story follows."""

    def __init__(self, place: Path, today: date, open_desks: ExitStack) -> None:
        self._place = place
        self._today = today
        self._clock = StoryClock(today + timedelta(days=FOUNDED), 9)
        self._content = sample()
        self._story = self._content["story"]
        self._stick = place / "stick"
        self._stick.mkdir(parents=True, exist_ok=True)
        county = self._content["county"]
        clerk, self._person = clerk_of(self._content), by_key(self._content["people"])[CADRE]
        founded = workspace_in(place / "office", role="office", name=clerk["name"], county=county)
        self._office = open_desks.enter_context(open_office(founded, office_name_of(self._content), self._clock))
        laptop = workspace_in(place / "cadre", role="cadre", name=self._person["name"], county=county)
        self._cadre = open_desks.enter_context(open_desk(laptop, self._clock))
        self._person_id = self._problem = self._planned = ""
        self._handed_in = place

    def _go_to(self, day: int, hour: int) -> date:
        self._clock.turn_to(self._today + timedelta(days=day), hour)
        return self._clock.now().date()

    # The chapters

    def founding(self) -> Lines:
        ours = [row for row in self._content["enterprises"] if row["key"] == self._story["enterprise"]]
        roster = enter_roster(self._office, {**self._content, "enterprises": ours}, self._clock.now().date())
        self._person_id = roster.people[CADRE]
        yield _("{clerk} of {office} makes a workspace in {folder}.").format(
            clerk=self._office.name("person", self._office.me),
            office=office_name_of(self._content),
            folder=self._office.ledger.workspace.folder,
        )
        yield _("Entered: {units} units, {people} people, and {enterprise}, for which {cadre} answers.").format(
            units=len(roster.units), people=len(roster.people), enterprise=ours[0]["name"], cadre=self._person["name"]
        )

    def enrolment(self) -> Lines:
        first, answer = enrol(self._office, self._cadre, self._person_id, self._clock)
        yield _("{cadre} makes a workspace in {folder} and sends a first file: {file}.").format(
            cadre=self._person["name"], folder=self._cadre.ledger.workspace.folder, file=self._shown(first.path)
        )
        yield _(
            "Its code {code} is read out over the telephone and is the same at the office, which accepts it."
        ).format(code=code_of(self._cadre))
        yield _("The office answers with {file}; its code {code} is compared in the same way.").format(
            file=self._shown(answer.path), code=code_of(self._office)
        )
        yield _("The laptop now knows that {cadre} uses it, and which enterprises are theirs.").format(
            cadre=self._cadre.name("person", self._cadre.me)
        )

    def visit(self) -> Lines:
        day = self._go_to(ENTERED, 20)
        form = story_form(self._content, CADRE)
        yield _("{day}, evening. Typed: {enterprise}, {when}, met {met}.").format(
            day=show_date(day, self._today), enterprise=form["enterprise"], when=form["date"], met=form["met"]
        )
        yield _("Note: {note}").format(note=form["note"])
        words = self._cadre.vocabulary
        for line, problem in zip(self._story["problems"], read_problems(form["problems"], words, day), strict=True):
            yield _("Problem: {line}").format(line=line)
            yield "  " + _("understood: {words}").format(words=f"{problem.title} · {explain(problem, words, day)}")
        planned = read_follow_up(form["follow_up"], day)
        if planned is None:
            raise StoryError("the follow-up can't be read")
        yield _("Follow-up: {line}").format(line=form["follow_up"])
        yield "  " + _("understood: {words}").format(words=f"{show_date(planned.due, day)} · {planned.reason}")
        records = save(self._cadre, enter_visit(self._cadre, form, day))
        counts = {kind: sum(record.kind == kind for record in records) for kind in ("visit", "problem", "follow_up")}
        expect(counts == {"visit": 1, "problem": 2, "follow_up": 1}, "the visit holds something else")
        self._problem = next(record.id for record in records if record.kind == "problem")
        self._planned = next(record.id for record in records if record.kind == "follow_up")
        yield _("Saved, and on disk: {counts}.").format(counts=counts_in_words(counts))

    def handing_in(self) -> Lines:
        file = hand_in(self._cadre, self._clock)
        self._handed_in = file.path
        yield _("Written, signed and sealed: {file} ({size} bytes).").format(
            file=self._shown(file.path), size=file.size
        )
        self._go_to(ASSIGNED, 8)
        yield _("The office looks at it before taking it in:")
        for line in describe_bundle(read_file(file.path), self._office.ledger):
            yield f"  {line}"
        taken = deliver(file, self._office)
        expect(taken.counts == {"visit": 1, "problem": 2, "follow_up": 1}, "something else came in")
        yield _("Taken in: {counts}.").format(counts=counts_in_words(taken.counts))

    def bad_files(self) -> Lines:
        again, content = self._handed_in, self._handed_in.read_bytes()
        cut_off, altered = damaged(content)
        told, copy = _("{what} ({file}): {words}"), self._stick_copy(1, content)
        yield told.format(what=_("The same file again"), file=again.name, words=taken_in_before(self._office, again))
        yield told.format(what=_("A copy of it"), file=copy.name, words=taken_in_before(self._office, copy))
        for number, what, bad in ((2, _("A truncated one"), cut_off), (3, _("One with a letter altered"), altered)):
            path = self._stick_copy(number, bad)
            yield told.format(what=what, file=path.name, words=refused(self._office, path))

    def assignment(self) -> Lines:
        day = self._go_to(ASSIGNED, 9)
        yield from self._todays_list(self._office, day)
        form = StepForm(self._office, self._problem, day)
        # The form suggests the department that the cadre named; nothing needs to be typed.
        suggested = form.start("assigned")
        lead = by_key(self._content["units"])[self._story["lead"]]["name"]
        expect(suggested["lead"] == lead, "another department was suggested")
        save(self._office, form.entry({**suggested, "problem": self._problem, "step": "assigned"}))
        problem, due = self._office.ledger.row("problem", self._problem) or {}, self._standing(self._office).due
        if due is None:
            raise StoryError("there is no due date")
        yield _("Number {number}: “{title}” is assigned to {lead}, which is to reply by {due}.").format(
            number=problem["number"], title=problem["title"], lead=lead, due=show_date(due, day)
        )

    def reply(self) -> Lines:
        day = self._go_to(REPLIED, 15)
        form = StepForm(self._office, self._problem, day)
        texts = {**form.start("replied"), "words": self._story["reply"]}
        save(self._office, form.entry({**texts, "problem": self._problem, "step": "replied"}))
        yield _("{day}: {lead} replies by telephone, and the clerk enters it on its behalf:").format(
            day=show_date(day, self._today), lead=texts["behalf"]
        )
        yield f"  {self._story['reply']}"
        refused = self._close(day)
        expect("step" in refused.troubles and not refused.records, "it could be closed before the verification")
        yield _("The clerk tries to close it at once. Refused: {sentence}").format(sentence=refused.troubles["step"])

    def answer(self) -> Lines:
        file = hand_back(self._office, self._person_id, self._clock)
        day = self._go_to(VERIFIED, 9)
        taken = deliver(file, self._cadre)
        yield _("{file} is taken in: {counts}.").format(
            file=self._shown(file.path), counts=counts_in_words(taken.counts)
        )
        yield from self._todays_list(self._cadre, day)
        shown = [item.key for section in today_list(self._cadre, (), day) for item in section.items]
        expect(f"problem:{self._problem}" in shown, "the answer is not on today's list")

    def verification(self) -> Lines:
        day = self._go_to(VERIFIED, 10)
        form = StepForm(self._cadre, self._problem, day)
        texts = {"reached": "true", "satisfaction": self._story["satisfaction"], "words": self._story["verification"]}
        # The call is the one that was planned on the visit.
        about = {"problem": self._problem, "step": "verified", "does": self._planned}
        save(self._cadre, form.entry({**form.start("verified"), **texts, **about}))
        yield _("{day}: {words}").format(day=show_date(day, self._today), words=self._story["verification"])
        file = hand_in(self._cadre, self._clock)
        taken = deliver(file, self._office)
        yield _("{file} is taken in: {counts}.").format(
            file=self._shown(file.path), counts=counts_in_words(taken.counts)
        )

    def closing(self) -> Lines:
        day = self._go_to(CLOSED, 9)
        yield from self._todays_list(self._office, day)
        save(self._office, self._close(day))
        standing = self._standing(self._office)
        expect(standing.solved is True and not standing.open, "the problem is not closed")
        yield _("Closed on {day} with: {evidence}. Approved by {leader}: {words}").format(
            day=show_date(day, self._today),
            evidence=self._story["evidence"],
            leader=self._story["approved_by"],
            words=self._story["approval"],
        )

    def comparison(self) -> Lines:
        file = hand_back(self._office, self._person_id, self._clock)
        deliver(file, self._cadre)
        yield _("A last file, {file}, tells the cadre.").format(file=self._shown(file.path))
        expect(same_views(self._office, self._cadre), "the ledgers differ")
        state = self._office.words("states")[self._standing(self._cadre).state]
        yield _("The data/ledger.json of both is the same, byte for byte; in it the problem is “{state}”.").format(
            state=state
        )
        for desk in (self._office, self._cadre):
            for sentence in sound(desk):
                yield f"{self._shown(desk.ledger.workspace.folder)}: {sentence}"

    def files(self) -> Lines:
        yield _("In {folder}:").format(folder=self._place)
        for path in sorted(self._place.rglob("*")):
            if path.is_file() and path.name != "lock":
                yield f"  {self._shown(path)}  {path.stat().st_size}"

    # What the chapters are made of

    def _shown(self, path: Path) -> str:
        return path.relative_to(self._place).as_posix()

    def _standing(self, desk: Desk) -> Standing:
        return desk.standing(desk.ledger.row("problem", self._problem) or {})

    def _close(self, day: date) -> Entry:
        form = StepForm(self._office, self._problem, day)
        texts = {
            **form.start("closed"),
            "evidence": self._story["evidence"],
            "approved_by": self._story["approved_by"],
            "words": self._story["approval"],
        }
        return form.entry({**texts, "problem": self._problem, "step": "closed"})

    def _todays_list(self, desk: Desk, day: date) -> Lines:
        yield _("Today's list of {who}, {day}:").format(
            who=desk.name("person", desk.me), day=show_date(day, self._today)
        )
        for section in today_list(desk, (), day):
            yield f"  {section.title}"
            for item in section.items:
                yield "    " + "  ".join(filter(None, (item.what, item.title, item.about, item.why)))

    def _stick_copy(self, number: int, content: bytes) -> Path:
        """The file that was handed in, under the name that a chat program gives to a copy."""
        copy = self._stick / f"{self._handed_in.stem}({number}){self._handed_in.suffix}"
        copy.write_bytes(content)
        return copy
