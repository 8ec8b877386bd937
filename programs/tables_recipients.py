"""The lists of recipients, and of what one of them received and ordered."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.translation import gettext_lazy, pgettext_lazy

from dekon_portal.core.tables import IntegerColumn, PortalTable

from .models import Recipient
from .tables_goods import AmountColumn, GoodsTable, OrderTable


class RecipientTable(PortalTable):
    name = tables.Column(accessor="label", verbose_name=gettext_lazy("Penerima"), order_by=("name", "pk"), linkify=True)
    kind = tables.Column(order_by=("kind", "pk"))
    level = tables.Column(order_by=("level", "pk"))
    regency = tables.Column(order_by=("regency__name", "pk"), default="–")
    signed = IntegerColumn(verbose_name=gettext_lazy("BAST ditandatangani"), order_by=("signed", "pk"))
    reported = IntegerColumn(verbose_name=gettext_lazy("Belum ber-BAST"), order_by=("reported", "pk"))

    class Meta(PortalTable.Meta):
        model = Recipient
        fields: tuple[str, ...] = ("name", "kind", "level", "regency", "signed", "reported")


class NationalRecipientTable(RecipientTable):
    """For those who see more than one province."""

    province = tables.Column(order_by=("province__name", "pk"))

    class Meta(RecipientTable.Meta):
        sequence = ("name", "province", "...")


class ReceivedTable(GoodsTable):
    product = tables.Column(verbose_name=gettext_lazy("Produk"))
    unit = tables.Column(accessor="unit_label", verbose_name=gettext_lazy("Satuan"))
    delivered = AmountColumn(verbose_name=gettext_lazy("Diserahkan dengan BAST"))
    received = AmountColumn(verbose_name=gettext_lazy("Diterima"))
    reported = AmountColumn(verbose_name=gettext_lazy("Dilaporkan diserahkan"))

    class Meta(GoodsTable.Meta):
        orderable = False


class RecipientOrderTable(OrderTable):
    activity = tables.Column(verbose_name=pgettext_lazy("singular", "Kegiatan"), linkify=True)

    class Meta(OrderTable.Meta):
        exclude = ("orderer",)
