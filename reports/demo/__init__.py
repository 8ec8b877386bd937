"""Demo data: the four cases of 2020 as they were told, and labelled *contoh* data around them (`seed_demo`)."""
