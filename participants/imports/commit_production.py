"""Step 7 for a list of production: each new row is recorded as by hand, stock and trail with it (R6)."""

from __future__ import annotations

from dekon_portal.core.editing import save_row
from participants.models import ImportBatch, ProductionMaker
from programs import goods
from programs.models import Product, Production

from .commit import Outcome, Progress
from .issues import ERROR, severity
from .match_production import Made, made_by_row, match_production
from .parse import Parsed


def commit_production_rows(rows: Parsed, batch: ImportBatch, progress: Progress) -> Outcome:
    """Record these rows for the batch's locked, open activity. Must run inside the transaction that holds its lock.

    Matching is done again here, as for people; rows that it refuses now stay out.
    """
    known = match_production(rows, batch)
    refused = {issue.row for issue in known.issues if severity(issue.code) == ERROR}
    unchanged = (known.here | known.repeated.keys()) - refused
    made = {number: one for number, one in made_by_row(rows, known).items() if number not in unchanged | refused}
    notes = dict(zip(rows.numbers, rows.column("note"), strict=True))
    # In the order in which all writers of stock take their turns (goods.py).
    order = sorted(made, key=lambda number: (made[number].product, made[number].unit, number))
    products = Product.objects.in_bulk({one.product for one in made.values()})
    for done, number in enumerate(order, start=1):
        _record(batch, number, made[number], products[made[number].product], notes[number] or "")
        progress(done)
    return Outcome(created=len(order), unchanged=len(unchanged))


def _record(batch: ImportBatch, number: int, made: Made, product: Product, note: str) -> None:
    """One production, made by one IKM alone."""
    assert batch.activity
    assert batch.committed_by
    production = Production(
        activity=batch.activity,
        product=product,
        unit=made.unit,
        quantity=made.quantity,
        made_on=made.made_on,
        lot=made.lot,
        note=note,
    )
    goods.save_production(production, by=batch.committed_by)
    maker = ProductionMaker(
        production=production,
        business_id=made.business,
        quantity=made.quantity,
        batch=batch,
        batch_row=number,
    )
    save_row(maker, by=batch.committed_by, action="goods.write")
