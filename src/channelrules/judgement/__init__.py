"""From outcomes to verdicts: one profile judged, with everything that the answer rests on."""
