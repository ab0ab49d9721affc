"""The build of the wheel: which command it puts into it, and what it strips."""

import importlib.util
import pathlib
import shutil
import sys
import types

import pytest

BACKEND = pathlib.Path(__file__).parents[1] / "backend.py"


@pytest.fixture
def backend(tmp_path, monkeypatch):
    # Its hooks are maturin's, which builds nothing here.
    monkeypatch.setitem(sys.modules, "maturin", types.ModuleType("maturin"))
    spec = importlib.util.spec_from_file_location("backend", BACKEND)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "SCRIPTS", tmp_path / "scripts")
    module.SCRIPTS.mkdir()
    (module.SCRIPTS / "old").write_text("of an earlier build")
    return module


@pytest.mark.skipif(shutil.which("strip") is None, reason="there is no strip")
@pytest.mark.parametrize(
    ("content", "is_stripped"),
    [(b"#!/bin/sh\necho hello\n", False), (b"\xcf\xfa\xed\xfe of macOS", False), (b"\x7fELF of no processor", True)],
    ids=["script", "mach-o", "elf"],
)
def test_only_what_can_be_stripped_is(backend, tmp_path, monkeypatch, content, is_stripped):
    command = tmp_path / "command"
    command.write_bytes(content)
    called = []
    run = backend.subprocess.run
    monkeypatch.setattr(backend.subprocess, "run", lambda *args, **more: called.append(args[0]) or run(*args, **more))
    monkeypatch.setenv("QUOTEPROOF_COMMAND", str(command))
    backend._put_command()
    script = backend.SCRIPTS / "quoteproof"
    assert [file.name for file in backend.SCRIPTS.iterdir()] == ["quoteproof"]
    # What strip does not understand stays as it is.
    assert script.read_bytes() == content and script.stat().st_mode & 0o111
    assert called == ([["strip", str(script)]] if is_stripped else [])
