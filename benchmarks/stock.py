"""What the import is held against: a django-import-export ModelResource as its documentation shows one.

It reads the same sheet through tablib, makes missing people and IKM in `before_import_row` ("Creating non-existent
relations") and finds them through ForeignKeyWidget, within the province. It checks less: no NIK rules, no names
compared, no problem of every cell.
"""

from __future__ import annotations

from typing import Any

from import_export import fields, resources, widgets
from tablib import Dataset

from dekon_portal.core.crypto import blind_index
from dekon_portal.core.names import normalise_business, normalise_person
from participants.models import Business, Participation, Person
from programs.models import Activity, Regency


def dataset(data: bytes) -> Dataset:
    return Dataset().load(data, format="xlsx")


class InProvince(widgets.ForeignKeyWidget):  # type: ignore[misc]
    """The documented way to narrow a foreign key; it also lets the unique index be used."""

    def get_queryset(self, value: Any, row: Any, *args: Any, **kwargs: Any) -> Any:
        return super().get_queryset(value, row, *args, **kwargs).filter(province=row["province"])


class ParticipationResource(resources.ModelResource):  # type: ignore[misc]
    activity = fields.Field("activity", "activity", widgets.ForeignKeyWidget(Activity, "code"))
    person = fields.Field("person", "person", InProvince(Person, "nik_hash"))
    business = fields.Field("business", "business", InProvince(Business, "name_key"))

    class Meta:
        model = Participation
        fields = ("activity", "person", "business")
        import_id_fields = ("activity", "person")

    def __init__(self, activity: Activity) -> None:
        super().__init__()
        self._activity, self._province = activity, activity.office.province_id

    def before_import(self, dataset: Dataset, **kwargs: Any) -> None:
        for name in ("province", "activity", "person", "business"):
            dataset.append_col([""] * len(dataset), header=name)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        kind, _, name = row["Kabupaten/Kota"].partition(" ")
        regency = Regency.objects.get(province=self._province, kind=kind.lower(), name=name)
        row["province"] = self._province
        row["activity"] = self._activity.code
        row["person"] = blind_index(row["NIK"], "nik")
        row["business"] = normalise_business(row["Nama IKM"])
        Person.objects.get_or_create(
            province_id=self._province,
            nik_hash=row["person"],
            defaults={
                "nik": row["NIK"],
                "name": row["Nama Lengkap"],
                "name_key": normalise_person(row["Nama Lengkap"]),
                "sex": row["Jenis Kelamin"],
                "birth_date": row["Tanggal Lahir"].date(),
                "phone": row["No HP"],
                "regency": regency,
            },
        )
        Business.objects.get_or_create(
            province_id=self._province,
            name_key=row["business"],
            defaults={"name": row["Nama IKM"], "regency": regency, "workers": row["Jumlah Tenaga Kerja"]},
        )


class TunedResource(ParticipationResource):
    """The same with the switches its documentation names for speed; rows then pass `save` and its rules by."""

    class Meta(ParticipationResource.Meta):
        use_bulk = True
        batch_size = 1000
        skip_diff = True
        skip_html_diff = True

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        instance.office_id, instance.fiscal_year_id = self._activity.office_id, self._activity.fiscal_year_id
