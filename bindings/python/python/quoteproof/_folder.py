"""The documents of a folder, as rows."""

import pathlib

from ._native import media_type

_IDS = {
    "path": lambda inside: inside.as_posix(),
    "name": lambda inside: inside.name,
    "stem": lambda inside: inside.stem,
}


def read_folder(folder, *, ids="stem", language=None):
    """The files of a folder as rows for `verify_batch`, or for a table: `id`, `text` (the bytes) and `media_type`.

    `ids`: what quotes call a file. "stem" is its name without the extension (`report`), "name" has the extension
    (`report.pdf`), "path" is the path below the folder (`2019/report.pdf`). `language`: of all documents, a BCP 47 tag. Files whose
    extension is that of no format that is read are left out.
    """
    if ids not in _IDS:
        raise ValueError(f'ids is "path", "name" or "stem", not {ids!r}')
    folder = pathlib.Path(folder)
    if not folder.is_dir():
        raise NotADirectoryError(f"there is no folder {folder}")
    rows, files = [], {}
    for file in sorted(file for file in folder.rglob("*") if file.is_file()):
        content = file.read_bytes()
        kind = media_type(file.name, content)
        if kind is None:
            continue
        name = _IDS[ids](file.relative_to(folder))
        other = files.setdefault(name, file)
        if other is not file:
            raise ValueError(f'{other} and {file} are both called {name!r}: ids="path" tells them apart')
        row = {"id": name, "text": content, "media_type": kind}
        rows.append(row | {"language": language} if language else row)
    return rows
