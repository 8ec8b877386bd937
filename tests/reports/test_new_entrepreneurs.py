"""The report of new entrepreneurs equals a count done by hand: plain loops over a year drawn at random."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest
from django.utils import timezone

from dekon_portal.core.known import Known
from participants import entrepreneurs, follow_ups
from participants.follow_ups import Said
from participants.models import EntrepreneurRule, Participation
from reports.definitions.new_entrepreneurs import mean
from reports.registry import REPORTS
from reports.selection import Selection
from tests import make

pytestmark = pytest.mark.django_db


@dataclass
class Told:
    """What was drawn for one participant, as plain values."""

    province: str
    flag: bool | None
    nib: bool
    business_workers: int | None
    rounds: dict[int, dict] = field(default_factory=dict)  # month → due, before, answer (None or its facts)
    pk: int = 0


def drawn(rng, activities, people=40):
    """Participants with all that can be unknown, stored through the verbs, and the same as plain values."""
    today, told = timezone.localdate(), []
    for number in range(people):
        activity, officer = rng.choice(activities)
        province = activity.office.province_id
        workers = rng.choice([None, 1, 4, 9])
        has_business = rng.random() < 0.8
        nib = has_business and rng.random() < 0.4
        business = None
        if has_business:
            business = make.business(province, workers=workers, nib=f"{number:013d}" if nib else "")
        one = Told(province, rng.choice([True, True, False, None]), nib, workers if has_business else None)
        row = make.participation(activity, officer, business=business, new_entrepreneur=one.flag)
        one.pk = row.pk
        for months in rng.sample([3, 6, 12], rng.randint(0, 3)):
            due, before = today + timedelta(days=rng.choice([-90, -1, 0, 1, 40])), rng.choice([None, 2, 5])
            asked = make.round_of(row, months, due_on=due, workers_before=before)
            facts = _answer(rng, asked, officer) if rng.random() < 0.6 else None
            one.rounds[months] = {"due": due <= today, "before": before, "answer": facts}
        told.append(one)
    return told


def _answer(rng, asked, officer):
    """What counts is the second answer, a correction."""
    facts = {
        "producing": rng.choice([True, False, None]),
        "workers": rng.choice([None, 0, 3, 8]),
        "permits": rng.choice([None, frozenset(), frozenset({"nib", "sni"}), frozenset({"halal"})]),
        "markets": frozenset({"lokal"}),
    }
    follow_ups.record(asked, Said(sales="5", workers=77, producing=True), by=officer, how="telepon")
    follow_ups.record(asked, Said(**facts), by=officer, how="telepon", reason="Ditanya ulang")
    return facts


def answers(one):
    return {months: made["answer"] for months, made in sorted(one.rounds.items()) if made["answer"] is not None}


def nib_of(one):
    said = [answer["permits"] for answer in answers(one).values() if answer["permits"] is not None]
    if one.nib or any("nib" in permits for permits in said):
        return True
    return False if said else None


def counts(one, rule):
    """Each condition of the rule: met, not met, or not known."""
    found = [one.flag]
    if rule and rule.needs_nib:
        found.append(nib_of(one))
    if rule and rule.producing_round:
        found.append(answers(one).get(rule.producing_round, {}).get("producing"))
    if rule and rule.least_workers:
        latest = [answer["workers"] for answer in answers(one).values() if answer["workers"] is not None]
        workers = latest[-1] if latest else one.business_workers
        found.append(None if workers is None else workers >= rule.least_workers)
    return False if False in found else None if None in found else True


def known(values):
    told = [int(value) for value in values if value is not None]
    return Known(sum(told) if told else None, len(told), len(values))


def by_hand(people, rule):
    figures = {
        "participants": len(people),
        "wub": known([counts(one, rule) for one in people]),
        "wub_nib": known([nib_of(one) for one in people if counts(one, rule)]),
    }
    for months in (3, 6, 12):
        asked = [one.rounds[months] for one in people if months in one.rounds]
        said = [made["answer"] for made in asked if made["answer"] is not None]
        figures[f"due_{months}"] = sum(made["due"] or made["answer"] is not None for made in asked)
        figures[f"answered_{months}"] = len(said)
        figures[f"producing_{months}"] = known([answer["producing"] for answer in said])
    last = [one.rounds[max(answers(one))] for one in people if answers(one)]
    figures["producing"] = known([made["answer"]["producing"] for made in last])
    pairs = [(made["before"], made["answer"]["workers"]) for made in last]
    figures["workers_change"] = known([None if None in pair else pair[1] - pair[0] for pair in pairs])
    return figures


RULES = [
    None,
    {"needs_nib": True},
    {"producing_round": 6},
    {"least_workers": 4},
    {"needs_nib": True, "producing_round": 3, "least_workers": 2},
]


@pytest.fixture(params=[20, 26])
def told(request, office_sumsel, officer_sumsel, office_bali, officer_bali):
    places = [(office_sumsel, officer_sumsel), (office_bali, officer_bali)]
    activities = [
        (make.activity(office, officer, actual_month=date(2020, 6, 1)), officer)
        for office, officer in places
        for _twice in range(2)
    ]
    return drawn(Random(request.param), activities)


def test_the_report_equals_a_count_by_hand_whatever_the_rule_of_the_year(told, reviewer):
    report, selection = REPORTS["wirausaha-baru"], Selection(reviewer, 2020)
    for asks in RULES:
        EntrepreneurRule.objects.all().delete()
        rule = EntrepreneurRule.objects.create(fiscal_year=make.year(), source="contoh", **asks) if asks else None
        rows = report.rows(selection)
        assert {row.values["province_code"] for row in rows} == {"16", "51"}
        for row in rows:
            wanted = by_hand([one for one in told if one.province == row.values["province_code"]], rule)
            assert {name: row.values[name] for name in wanted} == wanted, asks
        (whole,) = report.closing(selection, rows)
        wanted = by_hand(told, rule)
        assert {name: whole.values[name] for name in wanted} == wanted, asks
        assert whole.values["workers_mean"] == mean(wanted["workers_change"])
        assert wanted["wub"].total
        assert wanted["workers_change"].known < wanted["workers_change"].of


def test_a_participation_is_told_as_the_report_counts_it(told):
    rule = EntrepreneurRule.objects.create(fiscal_year=make.year(), source="contoh", needs_nib=True)
    for one in told:
        assert entrepreneurs.status_of(Participation._base_manager.get(pk=one.pk)) == counts(one, rule)


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Known(None, 0, 5), None),
        (Known(7, 5, 9), "+1,4"),
        (Known(-1, 3, 3), "\N{MINUS SIGN}0,3"),
        (Known(0, 3, 3), "0,0"),
        (Known(-1, 100, 100), "0,0"),
    ],
)
def test_a_mean_is_of_those_of_whom_it_is_known(figure, words):
    assert mean(figure) == words


def test_r10_every_figure_of_the_report_opens_to_rows_that_prove_it(client, told, reviewer):
    client.force_login(reviewer)
    report = REPORTS["wirausaha-baru"]
    for column in report.columns:
        if column.fact:
            page = client.get(f"/laporan/wirausaha-baru/baris/?year=2020&column={column.name}")
            assert page.status_code == 200, column.name
            assert page.context["proof"].holds, column.name


def test_the_dashboard_fetches_four_figures_of_the_selection_that_lead_to_their_rows(client, told, reviewer):
    client.force_login(reviewer)
    for query, people in (("", told), ("&province=16", [one for one in told if one.province == "16"])):
        board = client.get(f"/dasbor/?year=2020{query}").content.decode()
        address = html.unescape(re.search(r'hx-get="([^"]+)"', board[board.index('id="wirausaha"') :])[1])
        response = client.get(address)
        wub, nib, asked, producing = response.context["board"].afterwards
        wanted = by_hand(people, None)
        assert Known(wub.value, wub.known, wub.of) == wanted["wub"]
        assert Known(nib.value, nib.known, nib.of) == wanted["wub_nib"]
        assert asked.value == sum(wanted[f"answered_{months}"] for months in (3, 6, 12))
        assert asked.unit == f"dari {sum(wanted[f'due_{months}'] for months in (3, 6, 12))} jatuh tempo"
        assert Known(producing.value, producing.known, producing.of) == wanted["producing"]
        for tile in (wub, nib, producing):
            assert client.get(tile.url).context["proof"].holds
    assert client.get("/dasbor/tindak-lanjut/?year=abc").content.decode().strip() == ""


def test_r1_an_officer_counts_the_own_province_only(told, officer_sumsel):
    rows = REPORTS["wirausaha-baru"].rows(Selection(officer_sumsel, 2020))
    assert [row.values["province_code"] for row in rows] == ["16"]


@pytest.mark.parametrize(
    ("asks", "words"),
    [
        (None, ("saat didaftarkan", "belum ada aturan untuk tahun ini (belum terverifikasi)")),
        ({"source": "Contoh"}, ("saat didaftarkan", "Contoh (belum terverifikasi)")),
        (
            {
                "needs_nib": True,
                "producing_round": 6,
                "least_workers": 2,
                "source": "Juknis 7",
                "source_verified": True,
            },
            (
                "saat didaftarkan; memiliki NIB; masih berproduksi 6 bulan sesudah kegiatan; "
                "paling sedikit 2 tenaga kerja",
                "Juknis 7",
            ),
        ),
    ],
)
def test_the_rule_of_the_year_and_its_source_stand_beside_the_figures(client, told, reviewer, asks, words):
    if asks:
        EntrepreneurRule.objects.create(fiscal_year=make.year(), **asks)
    client.force_login(reviewer)
    report, board = (client.get(f"{path}?year=2020") for path in ("/laporan/wirausaha-baru/", "/dasbor/tindak-lanjut/"))
    rule, source = words
    for page in (report, board):
        shown = html.unescape(page.content.decode())
        assert re.search(rf"WUB TA 2020:</strong> .*{re.escape(rule)}</p>", shown)
        assert f"Sumber aturan WUB:</strong> {source}</p>" in shown
    file = b"".join(client.get("/laporan/wirausaha-baru/unduh/csv/?year=2020").streaming_content).decode("utf-8-sig")
    lines = {line[0]: line[1] for line in csv.reader(io.StringIO(file), delimiter=";") if len(line) == 2}
    assert lines["WUB TA 2020"].endswith(rule)
    assert lines["Sumber aturan WUB"] == source


def test_an_admin_changes_the_rule_of_a_year(client, admin_user, told, reviewer):
    EntrepreneurRule.objects.create(fiscal_year=make.year(), source="Contoh")
    client.force_login(admin_user)
    screen = f"/admin/participants/entrepreneurrule/{EntrepreneurRule.objects.get().pk}/change/"
    values = {"fiscal_year": 2020, "needs_nib": "on", "source": "Juknis 7", "source_verified": "on"}
    assert client.post(screen, values).status_code == 302
    client.force_login(reviewer)
    shown = client.get("/laporan/wirausaha-baru/?year=2020").content.decode()
    assert "memiliki NIB" in shown
    assert "Juknis 7</p>" in shown
