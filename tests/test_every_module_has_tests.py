"""A stranger finds a module's tests by its name, or by the one door that leads to it."""

import re
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]

# Packages whose modules serve one door, and are tested through it: what they do is seen there.
DOORS = {
    "after": ("after/test_returned.py", "after/test_notices.py"),
    "authoring": ("authoring/test_lint.py", "cli/test_templates.py"),
    "cli": ("cli/test_cli.py", "cli/test_templates.py"),
    "comparison": ("comparison/test_compare_lists.py",),
    "render/inspect": (
        "render/inspect/test_inspector.py",
        "render/inspect/test_line_number_checks.py",
    ),
    "render/reuse": ("render/reuse/test_engine.py", "render/reuse/test_schedule_filler.py"),
    "sample": ("sample/test_sample_list.py",),
    "verification": ("verification/test_verify_folder.py",),
    "web": ("web/test_lists.py", "web/test_browser.py"),
    "web/routes": ("web/test_lists.py", "web/test_browser.py"),
    "screening/earlier_decisions": (
        "screening/earlier_decisions/test_revise_candidates.py",
        "matching/test_compare_decisions.py",
    ),
}

# Single modules that are seen only in what another makes of them.
THROUGH = {
    "compose/determinations": "test_determinations.py",
    "compose/fonts": "compose/test_composer.py",
    "compose/markup_origins": "compose/test_markup.py",
    "compose/sandbox_bounds": "test_hostile_overlays.py",
    "compose/schedule_columns": "render/reuse/test_schedule_filler.py",
    "compose/css_text": "test_hostile_overlays.py",
    "compose/template_analysis": "compose/test_composer.py",
    "compose/template_lookup": "compose/test_composer.py",
    "compose/template_names": "compose/test_composer.py",
    "compose/template_context": "compose/test_sandbox.py",
    "filing/agreement_sheet": "filing/test_sheets.py",
    "lists/worklist_rows": "screening/test_answers.py",
    "matching/earlier_decision": "matching/test_compare_decisions.py",
    "matching/compare_fields": "matching/test_pairs.py",
    "matching/record": "matching/test_pairs.py",
    "model/conviction": "packets/test_case_store.py",
    "model/entries": "packets/test_case_store.py",
    "model/fates": "reports/test_reconcile.py",
    "model/frozen_dataclass": "packets/test_case_store.py",
    "model/identifiers": "packets/test_case_store.py",  # names without behaviour
    "model/packet": "packets/test_case_store.py",
    "model/sources": "test_supplements.py",
    "model/progress": "cli/test_cli.py",
    "model/report": "cli/test_cli.py",  # records without behaviour
    "output/assemble_packet": "output/test_ledger.py",
    "output/clerk_table": "filing/test_efiling_plan.py",
    "output/find_entries": "output/test_ledger.py",
    "output/table_columns": "output/test_ledger.py",
    "output/run_inputs": "output/test_printing.py",
    "output/packet_folders": "test_other_counties.py",
    "output/letters_to_prosecutors": "test_other_counties.py",
    "output/manifest_schema": "test_pipeline.py",
    "output/worklist": "output/test_ledger.py",
    "render/is_draft": "render/test_approvals.py",
    "render/filing_builder": "compose/test_composer.py",
    "render/layout": "render/test_renderer.py",
    "render/marked_words": "render/test_required_passages.py",
    "render/paper_texts": "render/test_fits_page.py",
    "render/pdf_finish": "render/inspect/test_inspector.py",
    "render/pdf_writer": "render/inspect/test_inspector.py",
    "render/placements": "render/reuse/test_schedule_filler.py",
    "render/schedule_layout": "render/reuse/test_schedule_filler.py",
    "render/printed_texts": "verification/test_verify_folder.py",
    "render/structure_tree": "render/inspect/test_inspector.py",
    "screening/screen_lists": "screening/test_answers.py",
    "screening/shipped_key": "cli/test_options.py",
    "packets/case_tables": "packets/test_case_store.py",
    "reports/found_lines": "reports/test_console_text.py",
    "reports/cover_sheets": "test_pipeline.py",
    "settings/questions": "screening/test_answers.py",
    "settings/attestation": "screening/test_eligibility_basis.py",
    "settings/clerk_tables": "filing/test_efiling_plan.py",
    "settings/disposition_data": "after/test_notices.py",
    "settings/returned_results": "after/test_returned.py",
    "settings/charge_words": "lists/test_charges.py",
    "settings/column_mapping": "lists/test_mapped_spreadsheet.py",
    "settings/agencies": "screening/test_venue.py",
    "settings/base": "settings/test_settings.py",
    "settings/county": "screening/test_venue.py",
    "settings/court_and_agency_names": "screening/test_venue.py",
    "settings/courts": "screening/test_venue.py",
    "settings/county_defaults": "test_any_county.py",
    "settings/words_of_other_laws": "test_second_law.py",
    "settings/county_names": "screening/test_venue.py",
    "settings/personal_columns": "test_hostile_overlays.py",
    "settings/office_words": "test_hostile_overlays.py",
    "settings/yaml_file": "settings/test_settings.py",
}


def modules():
    for path in sorted((HOUSE / "filings").rglob("*.py")):
        if path.name != "__init__.py" and path.parent.name != "filings":
            yield path.relative_to(HOUSE / "filings").with_suffix("").as_posix()


def own_test(module):
    package, _, name = module.rpartition("/")
    return HOUSE / "tests" / package / f"test_{name}.py"


def test_every_module_has_a_test_file_of_its_name_or_is_tested_through_a_door():
    lost = [
        module
        for module in modules()
        if not own_test(module).exists()
        and module not in THROUGH
        and module.rpartition("/")[0] not in DOORS
    ]
    assert lost == [], "write tests/<package>/test_<module>.py, or name what tests it above"


def test_every_door_is_there_and_nothing_is_excused_that_needs_no_excuse():
    doors = {door for each in DOORS.values() for door in each} | set(THROUGH.values())
    assert [door for door in sorted(doors) if not (HOUSE / "tests" / door).exists()] == []
    known = set(modules())
    assert [module for module in THROUGH if module not in known] == []
    assert [module for module in THROUGH if own_test(module).exists()] == []


def test_every_test_file_that_the_tables_name_is_there():
    page = (HOUSE / "tests" / "README.md").read_text(encoding="utf-8")
    named = {name.removeprefix("tests/") for name in re.findall(r"[\w/]*test_\w+\.py", page)}
    assert len(named) > 30
    assert [name for name in sorted(named) if not (HOUSE / "tests" / name).exists()] == []
