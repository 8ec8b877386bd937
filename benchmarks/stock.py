"""What the import is held against: django-import-export, three times, each faster and further from its documentation.

`Stock` is a ModelResource as the documentation shows one, used as the admin uses it: a dry run, then the import. `Bulk`
adds the switches the documentation names for speed. `Tuned` is the best we know to make of the library: one pass, known
rows loaded at once, foreign keys cached, people and IKM made in bulk before the rows are read.

All read the sheet through the library's own xlsx format, and fill the same tables with the same values, encrypted and
hashed alike. None compares a NIK with sex, birth date and region, a name with the known one, an IKM with similar ones,
or the rows with other provinces; none asks, keeps a preview, respects scope, or counts (tallies, trail). What would
stop them is taken out as the sheet is read (`good_rows`).
"""

from __future__ import annotations

from typing import Any

from import_export import fields, instance_loaders, resources, widgets
from import_export.formats.base_formats import XLSX
from tablib import Dataset

from dekon_portal.core.crypto import blind_index
from dekon_portal.core.names import normalise_business, normalise_person
from dekon_portal.core.nik import has_birth_date
from participants.imports.lookup import Among
from participants.models import Business, Participation, Person
from programs.models import Activity, Regency


def good_rows(data: bytes) -> Dataset:
    """The sheet, less the rows that have a fault."""
    every = XLSX().create_dataset(data)
    place = {heading: every.headers.index(heading) for heading in every.headers}
    return Dataset(*(row for row in every if is_good(row, place)), headers=every.headers)


def is_good(row: Any, place: dict[str, int]) -> bool:
    nik, name = row[place["NIK"]], row[place["Nama Lengkap"]]
    born, workers = row[place["Tanggal Lahir"]], row[place["Jumlah Tenaga Kerja"]]
    numeric = not isinstance(workers, str)
    return bool(name) and numeric and not isinstance(born, str) and len(nik) == 16 and has_birth_date(nik)


class InProvince(widgets.ForeignKeyWidget):  # type: ignore[misc]
    """The documented way to narrow a foreign key; it also lets the unique index be used."""

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get_queryset(value, row, *args, **kwargs).filter(province=row["province"])


class Stock(resources.ModelResource):  # type: ignore[misc]
    """Missing people and IKM are made in `before_import_row` ("Creating non-existent relations")."""

    activity = fields.Field("activity", "activity", widgets.ForeignKeyWidget(Activity, "code"))
    person = fields.Field("person", "person", InProvince(Person, "nik_hash"))
    business = fields.Field("business", "business", InProvince(Business, "name_key"))
    position = fields.Field("position", "Jabatan")

    class Meta:
        model = Participation
        fields = ("activity", "person", "business", "position")
        import_id_fields = ("activity", "person")

    dry_run_first = True

    def __init__(self, activity: Activity) -> None:
        super().__init__()
        self._activity, self._province = activity, activity.office.province_id

    def carry_out(self, data: bytes) -> None:
        """As its admin does: the file is read again for each step."""
        for dry_run in (True, False) if self.dry_run_first else (False,):
            self.import_data(good_rows(data), dry_run=dry_run, raise_errors=True, use_transactions=True)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        for name in ("province", "activity", "person", "business"):
            dataset.append_col([""] * len(dataset), header=name)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        kind, _, name = row["Kabupaten/Kota"].replace("Kab. ", "Kabupaten ").partition(" ")
        regency = Regency.objects.get(province=self._province, kind=kind.lower(), name=name)
        row["province"] = self._province
        row["activity"] = self._activity.code
        row["person"] = blind_index(row["NIK"], "nik")
        row["business"] = normalise_business(row["Nama IKM"])
        person, business = _values(row)
        Person.objects.get_or_create(
            province_id=self._province, nik_hash=row["person"], defaults={**person, "regency": regency}
        )
        Business.objects.get_or_create(
            province_id=self._province, name_key=row["business"], defaults={**business, "regency": regency}
        )


def _values(row: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Of the person and of the IKM."""
    person = {
        "nik": row["NIK"],
        "name": row["Nama Lengkap"],
        "name_key": normalise_person(row["Nama Lengkap"]),
        "sex": row["Jenis Kelamin"],
        "birth_date": row["Tanggal Lahir"].date(),
        "phone": row["No HP"],
        "education": row["Pendidikan"],
        "address": row["Alamat"],
    }
    return person, {"name": row["Nama IKM"], "workers": row["Jumlah Tenaga Kerja"]}


class Bulk(Stock):
    """Rows then pass `save` and its rules by, so what `save` derives is set here."""

    class Meta(Stock.Meta):
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        instance.province_id, instance.office_id = self._province, self._activity.office_id
        instance.fiscal_year_id, instance.sex = self._activity.fiscal_year_id, row["Jenis Kelamin"]


class OfSheet(widgets.CachedForeignKeyWidget):  # type: ignore[misc]
    """Looks among the rows that the sheet names, fetched once."""

    rows: Any = None

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return self.rows


class Tuned(Bulk):
    class Meta(Bulk.Meta):
        import_id_fields = ("person",)
        instance_loader_class = instance_loaders.CachedInstanceLoader
        skip_unchanged = True
        report_skipped = False
        use_transactions = True

    dry_run_first = False

    def __init__(self, activity: Activity) -> None:
        super().__init__(activity)
        self.fields["person"] = fields.Field("person", "person", OfSheet(Person, "nik_hash"))
        self.fields["business"] = fields.Field("business", "business", OfSheet(Business, "name_key"))
        del self.fields["activity"]

    def get_queryset(self) -> Any:
        return Participation._base_manager.filter(activity=self._activity)

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        rows = dataset.dict
        digests = [blind_index(row["NIK"], "nik") for row in rows]
        firms = [normalise_business(row["Nama IKM"]) for row in rows]
        dataset.append_col(digests, header="person")
        dataset.append_col(firms, header="business")
        regencies = {f"{one.get_kind_display()} {one.name}": one for one in Regency.objects.filter(province="16")}
        people: dict[str, Person] = {}
        businesses: dict[str, Business] = {}
        known_people = self._known(Person, "nik_hash", digests)
        known_firms = self._known(Business, "name_key", firms)
        for row, digest, firm in zip(rows, digests, firms, strict=True):
            person, business = _values(row)
            regency = regencies[row["Kabupaten/Kota"].replace("Kab. ", "Kabupaten ")]
            if digest not in known_people:
                people[digest] = Person(province_id=self._province, nik_hash=digest, regency=regency, **person)
            if firm not in known_firms:
                businesses[firm] = Business(province_id=self._province, name_key=firm, regency=regency, **business)
        Person.objects.bulk_create(people.values(), batch_size=1000)
        Business.objects.bulk_create(businesses.values(), batch_size=1000)
        self.fields["person"].widget.rows = self._rows(Person, "nik_hash", digests)
        self.fields["business"].widget.rows = self._rows(Business, "name_key", firms)

    def _known(self, model: Any, key: str, values: list[str]) -> set[str]:
        return set(self._rows(model, key, values).values_list(key, flat=True))

    def _rows(self, model: Any, key: str, values: list[str]) -> Any:
        return model.objects.filter(Among(key, values), province=self._province).only(key).order_by()

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Everything is there."""

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        super().before_save_instance(instance, row, **kwargs)
        instance.activity = self._activity
