"""Laws proved with a solver: of every company of up to three channels, all facts open.

`prove` yields the result of each obligation; `channelrules.audit.proofs.laws` defines the laws.
"""

from __future__ import annotations

from channelrules.audit.proofs.laws import LAWS
from channelrules.audit.proofs.prover import AGREEMENT, SECONDS, SEED, Bound, Proof, State, prove
from channelrules.audit.proofs.telling import exit_status, proof_lines, proofs_as_data

__all__ = [
    "AGREEMENT",
    "LAWS",
    "SECONDS",
    "SEED",
    "Bound",
    "Proof",
    "State",
    "exit_status",
    "proof_lines",
    "proofs_as_data",
    "prove",
]
