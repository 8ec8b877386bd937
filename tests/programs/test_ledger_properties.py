"""R6 as a property: whatever is produced, rejected, changed, withdrawn, signed, annulled and counted, the stock is
conserved and never negative."""

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from programs import goods, stock, stocktaking
from programs.models import Production, StockBalance, StockEntry
from tests import make

UNKNOWN = st.just({"quantity": None, "rejected": None})
KNOWN = st.integers(1, 50).flatmap(
    lambda made: st.fixed_dictionaries({"quantity": st.just(made), "rejected": st.none() | st.integers(0, made)})
)
CHECKS = UNKNOWN | KNOWN
"""What was made and what of it the check rejected, as far as either is known."""
GOODS = st.tuples(st.sampled_from(["masker-kain", "hazmat"]), st.sampled_from(["helai", "pak"]))


def passed(check):
    return (check["quantity"] or 0) - (check["rejected"] or 0)


class Ledger(RuleBasedStateMachine):
    """Beside the database runs the simplest model there is: a dictionary of what should be left."""

    productions = Bundle("productions")
    drafts = Bundle("drafts")
    signed = Bundle("signed")

    def __init__(self):
        super().__init__()
        self.scene = transaction.atomic()
        self.scene.__enter__()
        office = make.office()
        self.officer = make.user("petugas_provinsi", office)
        self.activities = [make.activity(office, self.officer) for _ in range(2)]
        self.left = {}
        self.number = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.scene.__exit__(None, None, None)

    def moves(self, changes):
        """Whether the model allows these changes; if so they are made in the model."""
        after = {key: self.left.get(key, 0) + amount for key, amount in changes.items()}
        if min(after.values(), default=0) < 0:
            return False
        self.left |= after
        return True

    @rule(target=productions, which=st.integers(0, 1), goods_made=GOODS, check=CHECKS)
    def produce(self, which, goods_made, check):
        product, unit = goods_made
        row = make.production(
            self.activities[which],
            self.officer,
            check["quantity"],
            product=make.product(product),
            unit=unit,
            rejected=check["rejected"],
            rejected_reason="Jahitan lepas",
        )
        self.moves({goods_made: passed(check)})
        return row.pk, goods_made, passed(check)

    @rule(target=productions, production=consumes(productions), goods_made=GOODS, check=CHECKS)
    def change(self, production, goods_made, check):
        """Another product, another count, or what a check rejected afterwards."""
        pk, before, was = production
        changes = {before: -was}
        changes[goods_made] = changes.get(goods_made, 0) + passed(check)
        row = Production._base_manager.get(pk=pk)
        row.product, row.unit = make.product(goods_made[0]), goods_made[1]
        row.quantity, row.rejected, row.rejected_reason = check["quantity"], check["rejected"], "Jahitan lepas"
        if self.moves(changes):
            goods.save_production(row, by=self.officer)
            return pk, goods_made, passed(check)
        with pytest.raises(stock.NotEnough):
            goods.save_production(row, by=self.officer)
        return production

    @rule(target=productions, production=consumes(productions))
    def withdraw(self, production):
        pk, what, was = production
        rows = Production._base_manager.filter(pk=pk)
        activity = rows.get().activity
        if self.moves({what: -was}):
            goods.withdraw_productions(activity, rows, by=self.officer, reason="Daftar ditarik kembali")
            return multiple()
        with pytest.raises(stock.NotEnough):
            goods.withdraw_productions(activity, rows, by=self.officer, reason="Daftar ditarik kembali")
        return production

    @rule(which=st.integers(0, 1), what=GOODS, counted=st.integers(0, 80))
    def count_the_shelves(self, which, what, counted):
        balances = StockBalance._base_manager.select_related("product", "office")
        found = balances.filter(product__code=what[0], unit=what[1]).first()
        if found is None or found.quantity == counted:
            return
        stocktaking.correct(
            found, counted=counted, activity=self.activities[which], reason="Hitung fisik", by=self.officer
        )
        self.moves({what: counted - self.left.get(what, 0)})

    @rule(
        target=drafts,
        which=st.integers(0, 1),
        quantities=st.dictionaries(st.sampled_from(["masker-kain", "hazmat"]), st.integers(1, 60), min_size=1),
    )
    def draft(self, which, quantities):
        self.number += 1
        by_product = {make.product(code): amount for code, amount in quantities.items()}
        return make.delivery(self.activities[which], self.officer, by_product, number=f"BAST-{self.number}")

    @rule(target=signed, delivery=consumes(drafts))
    def sign(self, delivery):
        wanted = {(item.product.code, item.unit): -item.quantity for item in delivery.items.select_related("product")}
        if self.moves(wanted):
            return goods.sign(delivery, by=self.officer)
        with pytest.raises(stock.NotEnough):
            goods.sign(delivery, by=self.officer)
        return multiple()

    @rule(delivery=consumes(signed))
    def annul(self, delivery):
        self.moves({(item.product.code, item.unit): item.quantity for item in delivery.items.select_related("product")})
        goods.annul(delivery, by=self.officer, reason="Salah penerima")

    @invariant()
    def balances_are_what_the_model_says(self):
        kept = {(b.product.code, b.unit): b.quantity for b in StockBalance._base_manager.select_related("product")}
        assert {key: n for key, n in kept.items() if n} == {key: n for key, n in self.left.items() if n}
        assert min(kept.values(), default=0) >= 0

    @invariant()
    def balances_are_the_sum_of_entries(self):
        assert stock.differences() == []
        everything = StockEntry._base_manager.aggregate(total=Sum("amount"))["total"] or 0
        assert everything == sum(self.left.values())


@pytest.mark.django_db
def test_r6_stock_is_conserved_whatever_happens():
    run_state_machine_as_test(Ledger, settings=settings(max_examples=40, stateful_step_count=25, deadline=None))
