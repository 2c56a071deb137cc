"""The form for a client: a workbook with drop-downs, units and help that asks only for facts that matter."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import attrs

from channelrules.advice.question import Question
from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import MissingExtraError, OptionError, not_written, there_already
from channelrules.facts.fields import Spec, specification
from channelrules.facts.names import folded
from channelrules.facts.paths import CLASSES, Place
from channelrules.facts.profile import Channel, Company, Profile
from channelrules.inference.labels import label_of
from channelrules.intake.cells import put_text
from channelrules.knowledge.locales import Words
from channelrules.language.types import Kind
from channelrules.told import tell

__all__ = ["COUNTS", "MARK", "Asked", "asked_of", "blank_profile", "row_label", "write_form"]

MARK: Final = "channelrules form 1"
"""The mark in the first, hidden cell of each sheet, followed by the language."""

COUNTS: Final = ("count", "count_on", "earlier", "earlier_on")
"""The rows for counts of followers: the latest, its day, an earlier one, its day."""

_LISTS: Final = frozenset({"channel.followers", "channel.results_per_month", "plan.entries", "editorial.entries"})
_HEAD: Final = 4
_WIDTHS: Final = {"A": 4, "B": 58, "C": 26}
_CHANNEL_WIDTH: Final = 20
_HELP_WIDTH: Final = 52
_SPARE: Final = 40
_INK: Final = "FF1F2937"
_PAPER: Final = "FFF3F4F6"
_SHUT: Final = "FFD1D5DB"


@attrs.frozen
class Asked:
    """A fact that a form asks for.

    Attributes:
        name: such as ``channel.status``.
        spec: what the answer may be.
        channels: the ids of the channels that are asked; empty for the company.

    Examples:
        >>> asked = cr.intake.asked_of(gino, book, new=False)
        >>> next(each.channels for each in asked if each.name == "channel.role")
        ('ig',)
    """

    name: str
    spec: Spec
    channels: tuple[str, ...] = ()

    @property
    def answers(self) -> int:
        """The number of its answers."""
        return max(1, len(self.channels))


def blank_profile(name: str, networks: Iterable[str], rulebook: Rulebook, as_of: datetime.date) -> Profile:
    """Return a profile with only a name and the networks of its channels.

    Args:
        name: of the company.
        networks: ids, names or aliases.
        rulebook: that knows them.
        as_of: the day of the profile.

    Raises:
        OptionError: a network that the rulebook does not know.

    Examples:
        >>> blank = cr.intake.blank_profile("Da Gino", ["facebook", "Google Maps"], book, day)
        >>> [channel.id for channel in blank.channels]
        ['facebook', 'google_business_profile']
    """
    channels: list[Channel] = []
    for each in networks:
        network = rulebook.knowledge.network_ids.get(each)
        if network is None:
            pattern = "there is no network '{name}'; 'channelrules networks' lists them"
            raise OptionError(tell("no_network_listed", pattern, name=each[:60]))
        taken = {one.id for one in channels}
        free = (network if number == 1 else f"{network}_{number}" for number in range(1, len(taken) + 2))
        ident = next(one for one in free if one not in taken)
        channels.append(Channel(id=ident, network=network, status="active"))
    return Profile(as_of=as_of, company=Company(name=name), channels=channels)


def asked_of(profile: Profile, rulebook: Rulebook, *, everything: bool = False, new: bool = True) -> list[Asked]:
    """Return the facts worth asking for, the most telling first.

    Args:
        profile: what is known; what it states is not asked again.
        rulebook: by which the company is judged.
        everything: whether to ask also for facts that can only settle findings; else only for those that can change a
            verdict, a leaning or a presumed finding.
        new: whether to ask for the status of channels, which is not stated yet.

    Examples:
        >>> names = [each.name for each in cr.intake.asked_of(gino, book)]
        >>> "channel.status" in names, "channel.last_post_on" in names
        (True, False)
    """
    decision = rulebook.assess(profile, engine="native")
    found: dict[str, Asked] = {}
    if new and profile.channels:
        spec = dict(specification(Channel))["status"]
        found["channel.status"] = Asked("channel.status", spec, tuple(each.id for each in profile.channels))
    for each in decision.questions:
        if not (everything or _matters(each)):
            continue
        place = Place.at(each.path, rulebook.knowledge.declared)
        if place.name in _LISTS - {"channel.followers"}:
            continue
        known = found.get(place.name)
        channels = (*(known.channels if known else ()), *((place.channel,) if place.channel else ()))
        found[place.name] = Asked(place.name, place.spec, channels)
    if profile.company.currency is None and any(_is_money(each.spec) for each in found.values()):
        found["company.currency"] = Asked("company.currency", dict(specification(Company))["currency"])
    order = {each.id: place for place, each in enumerate(profile.channels)}
    return [attrs.evolve(each, channels=tuple(sorted(each.channels, key=order.__getitem__))) for each in found.values()]


def _matters(question: Question) -> bool:
    return bool(question.unblocks or question.leans or question.decides or question.corrects or question.in_table)


def _is_money(spec: Spec) -> bool:
    return spec.type.unit is not None and any(base == "money" for base, _ in spec.type.unit.factors)


def row_label(name: str, spec: Spec, words: Words) -> str:
    """Return the label of a row: the meaning of the fact in a language, with a capital."""
    label = label_of(name, spec, words)
    return label[:1].upper() + label[1:]


def write_form(
    profile: Profile,
    file: Path,
    *,
    lang: str | None = None,
    rulebook: Rulebook | None = None,
    everything: bool = False,
    new: bool = True,
) -> int:
    """Write a form for a company; return how many answers it asks for.

    Args:
        profile: what is known: the company's name, its channels, and what is not asked again.
        file: the workbook to write, ``.xlsx``.
        lang: a language of the rulebook; its first where left out.
        rulebook: by which the company is judged; the built-in one where left out.
        everything: as in `asked_of`.
        new: as in `asked_of`.

    Raises:
        OptionError: the file exists, has another suffix, or cannot be written.
        MissingExtraError: the extra ``intake`` is not installed.

    Examples:
        >>> cr.intake.write_form(gino, folder / "form.xlsx", lang="it") > 5
        True
    """
    try:
        import openpyxl
    except ImportError:
        raise MissingExtraError(tell("writing_forms", "writing forms"), "intake") from None
    if file.suffix.lower() != ".xlsx":
        pattern = "{file}: .xlsx is expected, not '{suffix}'"
        raise OptionError(tell("xlsx_expected", pattern, file=file.name, suffix=file.suffix[:20]))
    if file.exists():
        raise OptionError(there_already(file.name))
    book = rulebook or load_rules()
    words = book.knowledge.language(lang)
    asked = asked_of(profile, book, everything=everything, new=new)
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    maker = _Maker(workbook, words, profile, book)
    maker.company([each for each in asked if not each.channels])
    maker.channels([each for each in asked if each.channels])
    maker.finish()
    try:
        workbook.save(file)
    except OSError as error:
        raise OptionError(not_written(file.name, error)) from None
    return sum(each.answers for each in asked)


@attrs.define
class _Maker:
    """Fills a workbook."""

    workbook: Any
    words: Words
    profile: Profile
    book: Rulebook
    lists: dict[tuple[str, ...], str] = attrs.field(factory=dict)

    def say(self, what: str, **values: str) -> str:
        return self.words.say(f"intake.{what}", **values)

    def company(self, asked: Sequence[Asked]) -> None:
        """Write the sheet of the company."""
        sheet = self._sheet(self.say("form_company"), [self.say("form_answer")])
        row = self._row(sheet, _HEAD + 1, "company.name", dict(specification(Company))["name"], 1)
        put_text(sheet.cell(row - 1, 3), self.profile.company.name)
        for each in asked:
            row = self._row(sheet, row, each.name, each.spec, 1)

    def channels(self, asked: Sequence[Asked]) -> None:
        """Write the sheet of the channels, a column for each."""
        if not self.profile.channels:
            return
        names = [self._name(each) for each in self.profile.channels]
        sheet = self._sheet(self.say("form_channels"), names)
        for place, channel in enumerate(self.profile.channels):
            put_text(sheet.cell(_HEAD - 1, 3 + place), f"{channel.id} {channel.network}")
        row = _HEAD + 1
        for each in asked:
            rows = [f"{each.name}#{part}" for part in COUNTS] if each.name == "channel.followers" else [each.name]
            for key in rows:
                row = self._row(sheet, row, key, self._spec_of(key, each.spec), len(names))
                for place, channel in enumerate(self.profile.channels):
                    if channel.id not in each.channels:
                        self._shut(sheet.cell(row - 1, 3 + place))

    def _name(self, channel: Channel) -> str:
        network = self.book.knowledge.network_ids.get(channel.network) or folded(channel.network)
        known = self.book.networks.get(network)
        name = self.words.network(network, known.name if known else channel.network)
        same = [each for each in self.profile.channels if each.network == channel.network]
        return f"{name} ({channel.id})" if len(same) > 1 else name

    def _spec_of(self, key: str, spec: Spec) -> Spec:
        if "#" not in key:
            return spec
        counts = dict(specification(CLASSES["channel"]))["followers"].table
        assert counts is not None
        return dict(specification(counts))["on" if key.endswith("_on") else "count"]

    def _sheet(self, title: str, columns: Sequence[str]) -> Any:
        from openpyxl.styles import Alignment, Font, PatternFill
        from openpyxl.utils import get_column_letter

        sheet = self.workbook.create_sheet(title[:31])
        put_text(sheet.cell(1, 1), f"{MARK} {self.words.lang}")
        put_text(sheet.cell(1, 2), self.say("form_title", company=self.profile.company.name))
        put_text(sheet.cell(2, 2), self.say("form_help"))
        sheet.cell(1, 2).font = Font(bold=True, size=14)
        sheet.cell(2, 2).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[2].height = 64
        sheet.row_dimensions[_HEAD - 1].hidden = True
        sheet.column_dimensions["A"].hidden = True
        last = 3 + len(columns)
        heads = [self.say("form_question"), *columns, self.say("form_expected")]
        for place, text in enumerate(heads, 2):
            cell = sheet.cell(_HEAD, place)
            put_text(cell, text)
            cell.font = Font(bold=True, color="FFFFFFFF")
            cell.fill = PatternFill("solid", fgColor=_INK)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        for letter, width in _WIDTHS.items():
            sheet.column_dimensions[letter].width = width
        for place in range(len(columns)):
            width = _CHANNEL_WIDTH if len(columns) > 1 else _WIDTHS["C"]
            sheet.column_dimensions[get_column_letter(3 + place)].width = width
        sheet.column_dimensions[get_column_letter(last)].width = _HELP_WIDTH
        sheet.freeze_panes = sheet.cell(_HEAD + 1, 3)
        return sheet

    def _row(self, sheet: Any, row: int, key: str, spec: Spec, columns: int) -> int:
        """Write a row of the form; return the next one."""
        from openpyxl.styles import Alignment, PatternFill
        from openpyxl.worksheet.datavalidation import DataValidation

        put_text(sheet.cell(row, 1), key)
        label = sheet.cell(row, 2)
        put_text(label, self._label(key, spec))
        put_text(sheet.cell(row, 3 + columns), self._expected(spec))
        for cell in (label, sheet.cell(row, 3 + columns)):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        options = self._options(spec)
        for place in range(columns):
            cell = sheet.cell(row, 3 + place)
            cell.fill = PatternFill("solid", fgColor=_PAPER)
            cell.number_format = "yyyy-mm-dd" if spec.type.kind is Kind.DATE else "@" if not options else "General"
            if spec.type.kind is Kind.NUMBER:
                cell.number_format = "General"
        if options:
            # A warning, not an error, as answers in other words are accepted or asked about.
            rule = DataValidation(
                type="list", formula1=self._list(options), allow_blank=True, errorStyle="warning", showErrorMessage=True
            )
            sheet.add_data_validation(rule)
            rule.add(f"{sheet.cell(row, 3).coordinate}:{sheet.cell(row, 2 + columns).coordinate}")
        return row + 1

    def _shut(self, cell: Any) -> None:
        from openpyxl.styles import PatternFill

        cell.fill = PatternFill("solid", fgColor=_SHUT)

    def _label(self, key: str, spec: Spec) -> str:
        name, _, part = key.partition("#")
        return self.say(f"form_{part}") if part else row_label(name, spec, self.words)

    def _options(self, spec: Spec) -> tuple[str, ...]:
        if spec.type.kind is Kind.YES_NO or spec.table is not None:
            return (self.words.say("yes"), self.words.say("no"))
        if spec.type.kind is Kind.CHOICE:
            return tuple(self.words.choice(each) for each in spec.type.options)
        return ()

    def _list(self, options: tuple[str, ...]) -> str:
        """Return a reference to a list of words on a hidden sheet, as the rule itself is limited to 255 characters."""
        if options not in self.lists:
            if "lists" not in self.workbook.sheetnames:
                self.workbook.create_sheet("lists").sheet_state = "hidden"
            sheet = self.workbook["lists"]
            column = len(self.lists) + 1
            for row, each in enumerate(options, 1):
                put_text(sheet.cell(row, column), each)
            letter = sheet.cell(1, column).column_letter
            self.lists[options] = f"lists!${letter}$1:${letter}${len(options)}"
        return self.lists[options]

    def _expected(self, spec: Spec) -> str:
        words = self.words
        if spec.type.kind is Kind.YES_NO or spec.table is not None:
            return words.say("ask_yes_no")
        if spec.type.kind is Kind.CHOICE:
            return self.say("form_choose")
        if spec.type.kind is Kind.SET:
            return words.say("ask_several", choices=", ".join(words.choice(each) for each in spec.type.options))
        if spec.type.kind is Kind.DATE:
            return words.say("ask_date")
        if spec.type.kind is Kind.NUMBER:
            unit = words.quantity(2, spec.type).removeprefix(words.number(2)).strip()
            told = words.say("ask_number", unit=unit) if unit else words.say("ask_number_plain")
            if _is_money(spec):
                told = words.say("ask_money")
            if spec.absent:
                key = "ask_none" if spec.absent == "none" else f"ask_{spec.absent}"
                told = f"{told}; {words.say(key, word=words.say(f'absent_{spec.absent}'))}"
            return told
        none = words.say("ask_none", word=words.say("absent_none"))
        return f"{words.say('ask_text')}; {none}" if spec.absent else words.say("ask_text")

    def finish(self) -> None:
        """Put the hidden sheet of lists last, and open the first one."""
        if "lists" in self.workbook.sheetnames:
            self.workbook.move_sheet("lists", offset=len(self.workbook.sheetnames))
        self.workbook.active = 0
        self.workbook.properties.creator = "channelrules"
        self.workbook.properties.title = self.say("form_title", company=self.profile.company.name)
