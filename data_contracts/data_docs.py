"""Great Expectations' Data Docs of all boundaries as one site that needs no network.

The sections are rendered by Great Expectations. Its own page frame loads styles and scripts from CDNs, without
which tables stay empty, so the frame is ours: `pages/`.
"""

from collections.abc import Mapping
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from data_contracts.contract import load_table


def build(folder: Path, validations: Mapping[str, Mapping[str, Any]]) -> Path:
    """Write the site.

    Parameters
    ----------
    folder : Path
        Folder of the site, made if absent; pages of the same names are replaced.
    validations : mapping of str to mapping
        Name of a page, such as ``crema-d.clips`` → `Validation.statistics`.

    Returns
    -------
    Path
        The site's ``index.html``.
    """
    from great_expectations.render.view import DefaultJinjaPageView

    folder.mkdir(parents=True, exist_ok=True)
    index = folder / "index.html"
    with as_file(files(__package__) / "pages") as frames:
        view = DefaultJinjaPageView(custom_views_directory=str(frames))
        for name, statistics in validations.items():
            page = _page(view, name, statistics)
            (folder / f"{name}.html").write_text(page, encoding="utf-8")
        overview = view.env.get_template("index.html").render(validations=validations)
        index.write_text(overview, encoding="utf-8")
    return index


def _page(view: Any, name: str, statistics: Mapping[str, Any]) -> str:
    """One table's page: Great Expectations' sections within our frame."""
    from great_expectations.core.expectation_validation_result import expectationSuiteValidationResultSchema
    from great_expectations.render.renderer import ValidationResultsPageRenderer

    import data_contracts.expectations  # noqa: F401 - makes our own expectations known

    result = expectationSuiteValidationResultSchema.load(statistics["result"])
    document = ValidationResultsPageRenderer().render(result)
    purpose = load_table(statistics["table"]).purpose
    return view.render(document, template="validation.html", name=name, purpose=purpose, **statistics)
