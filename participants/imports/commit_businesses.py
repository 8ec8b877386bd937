"""Step 7 for a list of IKM: the new ones are written, blanks of the known ones filled in."""

from __future__ import annotations

from django.utils import timezone

from participants import tallies
from participants.models import Business, ImportBatch

from . import completing
from .commit import Outcome, Progress, outcome, write_businesses
from .filled import fill_in
from .match_businesses import match_businesses
from .parse import Parsed


def commit_business_rows(rows: Parsed, batch: ImportBatch, progress: Progress) -> Outcome:
    """Write the IKM of these rows. Must run inside the transaction that holds the batch's lock.

    Matching is done again here, as for people. Figures are of today: the list does not say of which day they are.
    """
    tallies.wait_for_turn_in(batch.province_id)
    known = match_businesses(rows, batch, batch.decisions.get("businesses"), by=None)
    settled = known.here | known.repeated.keys()
    order = [i for i, number in enumerate(rows.numbers) if number not in settled]
    assert batch.committed_by
    filling = completing.of_businesses(rows, known, by=batch.committed_by, lock=True)
    fill_in(filling, batch)
    today = timezone.localdate()
    like = Business(province_id=batch.province_id, batch=batch)
    write_businesses(rows, known, order, like, year=today.year, as_of=today)
    progress(len(rows.numbers))
    return outcome(order, settled, filling)
