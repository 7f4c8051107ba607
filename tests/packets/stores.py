"""A store of a few made-up entries, judged."""

from contextlib import closing, contextmanager

from filings.packets.case_store import CaseStore
from tests.fakes import small_settings

SETTINGS = small_settings()


@contextmanager
def registered(*screened, under=SETTINGS):
    """A store of these entries, judged."""
    with closing(CaseStore(under)) as store:
        for each in screened:
            store.add(each)
        store.settle()
        yield store
