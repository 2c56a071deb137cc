"""Proofs as text and as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from channelrules.audit.proofs.constants import DAY, Bound
from channelrules.audit.proofs.prover import Proof, State
from channelrules.facts.profile import Profile
from channelrules.knowledge.locales import Words
from channelrules.knowledge.model import Knowledge

__all__ = ["exit_status", "proof_lines", "proofs_as_data"]


def exit_status(proofs: Sequence[Proof]) -> int:
    """Return 0 where everything is proved, 1 where anything is refuted, else 3, as something is undecided."""
    states = {each.state for each in proofs}
    return 1 if State.REFUTED in states else 3 if states - {State.PROVED} else 0


def proofs_as_data(proofs: Sequence[Proof], knowledge: Knowledge, bound: Bound, seconds: float) -> dict[str, Any]:
    """Return proofs as plain data for JSON, with how many of each law are in each state, and with the bound."""
    laws: dict[str, dict[str, int]] = {}
    for each in proofs:
        counts = laws.setdefault(each.law, {state.value: 0 for state in State})
        counts[each.state.value] += 1
    return {
        "rulebook": {"name": knowledge.name, "version": knowledge.version, "digest": knowledge.digest},
        "bound": {
            "channels": bound.channels,
            "members": bound.members,
            "seconds": seconds,
            "as_of": DAY.isoformat(),
        },
        "laws": laws,
        "proofs": [each.to_dict() for each in proofs],
    }


def proof_lines(
    proofs: Sequence[Proof], words: Words, bound: Bound, seconds: float, written: Callable[[Profile], str]
) -> Iterator[str]:
    """Yield proofs as text: a line for each law, and its obligations that are not proved.

    Args:
        proofs: in the order of their laws.
        words: of the language in which it is told.
        bound: the size of companies.
        seconds: the time limit for each law.
        written: gives a profile as a file would state it.
    """
    for law in dict.fromkeys(each.law for each in proofs):
        own = [each for each in proofs if each.law == law]
        proved = sum(each.state is State.PROVED for each in own)
        told = {"proved": words.number(proved), "count": words.number(len(own))}
        yield words.say("proofs.law", law=words.say(f"proofs.{law}"), **told)
        for each in own:
            if each.state is not State.PROVED:
                yield from (f"  {line}".rstrip() for line in _not_proved(each, words, written))
    counts = {state.value: words.number(sum(each.state is state for each in proofs)) for state in State}
    yield words.say("proofs.total", **counts)
    yield words.say(
        "proofs.bound",
        channels=words.number(bound.channels),
        members=words.number(bound.members),
        seconds=words.number(seconds),
    )


def _not_proved(proof: Proof, words: Words, written: Callable[[Profile], str]) -> Iterator[str]:
    if proof.state is State.UNDECIDED:
        timed = proof.because == "time"
        why = words.say("proofs.why_time") if timed else words.say("proofs.why_unseen", what=proof.because)
        yield words.say("proofs.undecided", about=proof.about, why=why)
        return
    yield words.say(f"proofs.{proof.state.value}", about=proof.about)
    if not proof.profiles and proof.state is State.REFUTED:
        yield f"  {words.say('proofs.unreached')}"
    heads = ("before", "after") if len(proof.profiles) > 1 else ("profile",)
    edition = words.say(proof.edition.value)
    for head, profile in zip(heads, proof.profiles, strict=False):
        yield f"  {words.say(f'proofs.{head}', edition=edition)}"
        yield from (f"    {line}" for line in written(profile).splitlines())
