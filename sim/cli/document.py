"""`document`: the model description and its tables, for one configuration."""

from __future__ import annotations

from pathlib import Path

from sim.cli import options, text
from sim.config.errors import ConfigError

OUT = "out="


def document(argv: list[str]) -> int:
    """Render every document and write them all, or nothing; prints where they are."""
    request = options.read(argv, "config_dir")
    if request.help:
        print(text.DOCUMENT, end="")
        return 0
    from sim.config.load import plan
    from sim.report.documents.material import built, own_folder
    from sim.report.documents.write import default_folder, write

    words = [word for word in request.words if not word.startswith(OUT)]
    problems = list(request.problems)
    folder = _folder([word.removeprefix(OUT) for word in request.words if word.startswith(OUT)], problems)
    own = folder is not None and folder.resolve() == own_folder()
    if own and (words or request.config_dir):
        problems.append(f"out: {folder} describes the default configuration; choose another folder for yours")
    try:
        asked = plan(words, request.config_dir)
    except ConfigError as error:
        raise ConfigError([*problems, *error.problems]) from None
    if problems:
        raise ConfigError(problems)
    material = built(asked, words, own)
    from sim.report.documents.pages import documents

    files = write(documents(material), folder or default_folder(material))
    print(f"Written to {files[0].parent}: {', '.join(file.name for file in files)}")
    return 0


def _folder(asked: list[str], problems: list[str]) -> Path | None:
    """The folder that was asked for, if it can be written to; what is wrong with it goes to `problems`."""
    from sim.report.documents.write import check_folder, inside

    try:
        folder = inside(asked)
        if folder is not None:
            check_folder(folder)
    except ConfigError as error:
        problems += error.problems
        return None
    return folder
