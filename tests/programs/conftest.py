"""What tests of several connections share."""

from .test_ledger_concurrency import shared_file as shared_file
