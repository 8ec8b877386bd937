"""Step 7 for a list of IKM: the new ones are written, what is on record stays as it is."""

from __future__ import annotations

from django.utils import timezone

from participants import tallies
from participants.models import Business, ImportBatch

from .commit import Outcome, Progress, write_businesses
from .match_businesses import match_businesses
from .parse import Parsed


def commit_business_rows(rows: Parsed, batch: ImportBatch, progress: Progress) -> Outcome:
    """Write the IKM of these rows. Must run inside the transaction that holds the batch's lock.

    Matching is done again here, as for people. Figures are of today: the list does not say of which day they are.
    """
    tallies.wait_for_turn_in(batch.province_id)
    known = match_businesses(rows, batch, batch.decisions.get("businesses"), by=None)
    unchanged = known.here | known.repeated.keys()
    order = [i for i, number in enumerate(rows.numbers) if number not in unchanged]
    today = timezone.localdate()
    like = Business(province_id=batch.province_id, batch=batch)
    write_businesses(rows, known, order, like, year=today.year, as_of=today)
    progress(len(rows.numbers))
    return Outcome(created=len(order), unchanged=len(unchanged))
