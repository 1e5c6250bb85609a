"""What came of writing a pack."""

from __future__ import annotations

from fourfold.app.pack_files import Written
from fourfold.cli.show import plain_console, print_json, show_problems
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words


def show_written(written: Written, lang: Lang, *, as_json: bool) -> None:
    """Print where a pack is now, and what was said of it."""
    if as_json:
        print_json(
            {
                "fourfold": "pack-written/1",
                "pack": written.pack_id,
                "version": written.version,
                "digest": written.digest,
                "path": str(written.path),
                "is_new": written.is_new,
                "warnings": [{"code": said.kind.code, "message": said.in_english} for said in written.warnings],
            }
        )
        return
    w, console = words(lang), plain_console(soft_wrap=True)
    told = (
        N_("{pack} {version} is in {path}")
        if written.is_new
        else N_("{pack} {version} is in {path} already, unchanged")
    )
    console.print(w(told, pack=written.pack_id, version=written.version, path=written.path))
    if written.warnings:
        show_problems(written.warnings, lang)
