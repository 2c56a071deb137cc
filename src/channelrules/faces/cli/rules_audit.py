"""The commands that put the rulebook to the test: ``rules test``, ``diff``, ``check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from channelrules.audit.consistency import Weight, check_whole
from channelrules.audit.diff import RulebookDiff, diff
from channelrules.audit.mutation import failing_examples, mutation_scores
from channelrules.audit.proofs import LAWS, SECONDS, Bound, exit_status, proof_lines, proofs_as_data, prove
from channelrules.decision.rulebook import Rulebook, load_rules
from channelrules.errors import OptionError, did_you_mean
from channelrules.faces.cli.files import as_toml
from channelrules.faces.cli.options import (
    Format,
    FormatOption,
    HouseOption,
    Language,
    RulesOption,
    language_of,
    rulebook,
    told,
)
from channelrules.faces.cli.terminal import say, say_json
from channelrules.inference.compiled import Compiled

__all__ = ["check_rules", "diff_rules", "prove_rules"]


def prove_rules(
    rule_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The id of a rule; all if left out.")] = None,
    *,
    mutate: Annotated[
        bool, typer.Option("--mutate", help="Change each condition in turn, and see whether an example notices.")
    ] = False,
    rules: RulesOption = None,
    house: HouseOption = None,
) -> None:
    """Run the rules' examples. Exit status: 0 all is well, 1 an example or a mutant says otherwise, 2 bad input."""
    with told():
        book = rulebook(rules, house)
        only = book.rule(rule_id).id if rule_id else None
        compiled = Compiled(book.knowledge)
        failed = list(failing_examples(compiled, only))
        for each in failed:
            say(f"{each}")
        ran = sum(len(book.examples(each)) for each in book.rules.values() if only in {None, each.id})
        say(f"examples: {ran}, failing: {len(failed)}")
        survivors = _mutated(compiled, only) if mutate else 0
    raise typer.Exit(1 if failed or survivors else 0)


def _mutated(compiled: Compiled, only: str | None) -> int:
    made = survivors = same = 0
    for score in mutation_scores(compiled, only):
        made += score.made
        survivors += len(score.survivors)
        same += len(score.equivalent)
        say(f"{score.subject}: {score.noticed} of {score.made}")
        for each in score.survivors:
            say(f"  survives: {each.change}\n    {each.text}")
    share = f"{(made - survivors) / made:.1%}" if made else "nothing to change"
    beside = f"; {same} more say the same, as the rulebook explains" if same else ""
    say(f"mutants: {made}, noticed: {made - survivors} ({share}){beside}")
    return survivors


def diff_rules(
    old: Annotated[Path, typer.Argument(help="The older folder of rules; '-' for the built-in one.")],
    new: Annotated[Path, typer.Argument(help="The newer folder of rules; '-' for the built-in one.")],
    profiles: Annotated[list[Path] | None, typer.Argument(help="Profiles on which both are tried.")] = None,
    form: FormatOption = Format.TEXT,
) -> None:
    """Tell which rules, parameters, texts and facts changed, and which decisions change with them."""
    with told():
        before, after = (load_rules(None if str(each) == "-" else each) for each in (old, new))
        found = diff(before, after, [after.read_profile(each) for each in profiles or []])
        if form is Format.JSON:
            say_json(found.to_dict())
        else:
            say("\n".join(_diff_lines(found)))


def _diff_lines(found: RulebookDiff) -> Iterator[str]:
    for side, named in (("from", found.before), ("to", found.after)):
        yield f"{side} {named['name']} {named['version']} ({named['digest'][:12]})"
    if not found.changed:
        yield "nothing changed"
    for each in found.changed:
        what = f"{each.what} {each.name}{f', {each.part}' if each.part else ''}"
        if each.before is None or each.after is None:
            yield f"  {what}: {'new' if each.before is None else 'gone'}"
        else:
            yield f"  {what}: {each.before} → {each.after}"
    for decided in found.decisions:
        yield f"{decided.company}:"
        for one in decided.differences:
            subject = one.subject or "the company"
            rule = f", {one.rule}" if one.rule else ""
            yield f"  {subject}{rule}: {' or '.join(one.before) or 'clear'} → {' or '.join(one.after) or 'clear'}"


def check_rules(
    folder: Annotated[Path | None, typer.Argument(help="A folder of rules; the built-in ones if left out.")] = None,
    *,
    prove: Annotated[
        bool, typer.Option("--prove", help="Prove laws of all decisions instead, or show a company that breaks one.")
    ] = False,
    law: Annotated[
        list[str] | None, typer.Option("--law", metavar="NAME", help="A law to prove; all of them where left out.")
    ] = None,
    seconds: Annotated[float, typer.Option(min=0, max=86_400, help="How long each law is tried.")] = SECONDS,
    channels: Annotated[
        int, typer.Option(min=2, max=10, help="Of companies with how many channels at most laws are proved.")
    ] = Bound().channels,
    members: Annotated[
        int, typer.Option(min=1, max=10, help="And with how many entries in each list at most.")
    ] = Bound().members,
    house: HouseOption = None,
    form: FormatOption = Format.TEXT,
    lang: Language = None,
) -> None:
    """Check the whole set by logic. Exit status: 0 no problems, 1 problems, 2 the folder cannot be loaded.

    With --prove: 0 every law is proved, 1 one is refuted, 2 bad input, 3 none is refuted and something is undecided.
    """
    with told():
        if prove:
            raise typer.Exit(_proved(rulebook(folder, house), law, Bound(channels, members), seconds, form, lang))
        remarks = list(check_whole(Compiled(rulebook(folder, house).knowledge)))
        if form is Format.JSON:
            say_json([each.to_dict() for each in remarks])
        else:
            for each in remarks:
                say(f"{each.weight.value}: {', '.join(each.about)}: {each.message}")
            counts = {weight: sum(each.weight is weight for each in remarks) for weight in Weight}
            say(", ".join(f"{weight.value}: {count}" for weight, count in counts.items()))
    raise typer.Exit(1 if any(each.weight is Weight.PROBLEM for each in remarks) else 0)


def _proved(
    book: Rulebook, laws: list[str] | None, bound: Bound, seconds: float, form: Format, lang: str | None
) -> int:
    for each in laws or ():
        if each not in LAWS:
            hint = did_you_mean(each, LAWS)
            message = f"there is no law '{each[:60]}'; there are {', '.join(LAWS)}. {hint}".rstrip()
            raise OptionError(message)
    words = book.knowledge.language(language_of(book, lang))
    proofs = list(prove(Compiled(book.knowledge), [each for each in LAWS if each in (laws or LAWS)], bound, seconds))
    if form is Format.JSON:
        say_json(proofs_as_data(proofs, book.knowledge, bound, seconds))
    else:
        for line in proof_lines(proofs, words, bound, seconds, as_toml):
            say(line)
    return exit_status(proofs)
