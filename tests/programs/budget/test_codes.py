"""A line's code has the structure of its year; what does not fit is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.budget.codes import EXAMPLES, parse_code
from programs.models import FiscalYear

OUTPUT = FiscalYear(year=2020, structure="output")
KRO = FiscalYear(year=2021, structure="kro_ro")


@pytest.mark.parametrize(("year", "program"), [(OUTPUT, "019.06.07"), (KRO, "019.EC")])
def test_a_code_of_the_years_structure_is_taken_apart(year, program):
    code = parse_code(f" {EXAMPLES[year.structure].lower()} ", year)
    assert code.account == "521211"
    assert code.program == program
    assert code.activity == f"{program}.1234"
    assert code.text == EXAMPLES[year.structure]


@pytest.mark.parametrize(
    ("year", "text", "told"),
    [
        (OUTPUT, EXAMPLES["kro_ro"], "Kode ini berstruktur KRO/RO (sejak TA 2021), sedangkan TA 2020 memakai Output"),
        (KRO, EXAMPLES["output"], "Kode ini berstruktur Output (sampai TA 2020), sedangkan TA 2021 memakai KRO/RO"),
        (OUTPUT, "019.06.07.1234.001.001.051.A.52121", "Bagian “52121” bukan akun (6 angka)."),
        (OUTPUT, "019.06.07.12.001.001.051.A.521211", "Bagian “12” bukan kegiatan (4 angka)."),
        (OUTPUT, "019.06.07", "Kode ini terdiri atas 3 bagian, seharusnya 9."),
        (KRO, "", "Bagian “” bukan bagian anggaran (3 angka)."),
        (OUTPUT, "019.06.07.1234.001.001.051.A.52121١", "bukan akun"),
    ],
)
def test_what_does_not_fit_is_named_with_an_example(year, text, told):
    with pytest.raises(ValueError, match="Contoh bentuknya: 019") as refused:
        parse_code(text, year)
    assert told in str(refused.value)


@pytest.mark.parametrize("year", [OUTPUT, KRO])
@given(text=st.text(max_size=60))
def test_no_text_raises_anything_else(year, text):
    try:
        code = parse_code(text, year)
    except ValueError:
        return
    assert parse_code(code.text, year) == code
