"""SNI 8914:2020 for cloth masks: set on 16 September 2020, voluntary, at least two layers (domain.md section 7).

Later than the deliveries of June 2020, so a claim is held against its date. What is doubtful is told; nothing is
stopped.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from dekon_portal.core.dates import format_date

if TYPE_CHECKING:
    from .models import Production

SET_ON: Final = date(2020, 9, 16)
LEAST_LAYERS: Final = 2


def cautions(production: Production) -> list[str]:
    """A sentence for each reason to doubt the production's claim; none where nothing is claimed."""
    if not production.meets_sni:
        return []
    found = []
    if production.made_on is None:
        found.append(
            _("SNI 8914:2020 baru ditetapkan pada %(day)s. Isi tanggal produksi agar pernyataannya dapat dinilai.")
            % {"day": format_date(SET_ON)}
        )
    elif production.made_on < SET_ON:
        found.append(
            _(
                "SNI 8914:2020 baru ditetapkan pada %(day)s, sesudah barang ini dibuat (%(made)s). "
                "Pastikan pengujiannya dilakukan menurut SNI itu, atau kosongkan pernyataannya."
            )
            % {"day": format_date(SET_ON), "made": format_date(production.made_on)}
        )
    layers = production.product.layers
    if layers is None:
        found.append(_("SNI 8914:2020 menuntut paling sedikit dua lapis kain; lapis produk ini belum diketahui."))
    elif layers < LEAST_LAYERS:
        found.append(_("SNI 8914:2020 menuntut paling sedikit dua lapis kain; produk ini satu lapis."))
    return found
