"""The recorded clients of pytest-lsp: each has its own encoding, and its answers are read strictly."""
import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ROOT = pathlib.Path(os.environ["ROOT"])
FILE = ROOT / "claims/a-year-of-measurements.json"
TEXT = FILE.read_text().replace("A year", "A 😀é year").replace("is enough", "is sufficient")
SERVER = ClientServerConfig(server_command=[os.environ["SERVER"], "lsp"])


@pytest_lsp.fixture(params=["neovim", "visual_studio_code", "emacs"], config=SERVER)
async def client(request, lsp_client: LanguageClient):
    @lsp_client.feature("client/registerCapability")
    def _(params):
        return None

    folder = t.WorkspaceFolder(ROOT.as_uri(), "tides")
    params = t.InitializeParams(
        capabilities=client_capabilities(request.param), root_uri=ROOT.as_uri(), workspace_folders=[folder]
    )
    answer = await lsp_client.initialize_session(params)
    lsp_client.encoding = answer.capabilities.position_encoding
    lsp_client.pulls = answer.capabilities.diagnostic_provider is not None
    yield
    await lsp_client.shutdown_session()


async def found(client, uri):
    document = t.TextDocumentIdentifier(uri)
    if client.pulls:
        return (await client.text_document_diagnostic_async(t.DocumentDiagnosticParams(document))).items
    while not client.diagnostics.get(uri):
        await client.wait_for_notification("textDocument/publishDiagnostics")
    return client.diagnostics[uri]


@pytest.mark.asyncio
async def test_everything_that_can_be_asked(client):
    uri = FILE.as_uri()
    document = t.TextDocumentIdentifier(uri)
    client.text_document_did_open(t.DidOpenTextDocumentParams(t.TextDocumentItem(uri, "json", 1, TEXT)))
    (finding,) = await found(client, uri)
    number = next(n for n, line in enumerate(TEXT.split("\n")) if "😀" in line)
    line = TEXT.split("\n")[number]
    start = finding.range.start
    assert start.line == number
    head = {"utf-8": line.encode(), "utf-16": line.encode("utf-16-le"), "utf-32": line.encode("utf-32-le")}[client.encoding]
    unit = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[client.encoding]
    words = head[start.character * unit :].decode({1: "utf-8", 2: "utf-16-le", 4: "utf-32-le"}[unit])
    assert words.startswith(("😀", "\"😀", "é", "A year")), words
    at = t.Position(number, start.character + 4)
    assert "altered" in (await client.text_document_hover_async(t.HoverParams(document, at))).contents.value
    assert await client.text_document_definition_async(t.DefinitionParams(document, at))
    assert len(await client.text_document_document_link_async(t.DocumentLinkParams(document))) == 3
    whole = t.Range(t.Position(0, 0), t.Position(99, 0))
    assert len(await client.text_document_inlay_hint_async(t.InlayHintParams(document, whole))) == 2
    assert await client.workspace_symbol_async(t.WorkspaceSymbolParams("measurements"))
    context = t.CodeActionContext([finding])
    actions = await client.text_document_code_action_async(t.CodeActionParams(document, finding.range, context))
    assert actions[0].edit is not None and actions[0].kind == "quickfix"
    text = (ROOT / "corpus/prediction/text.md").as_uri()
    lenses = await client.text_document_code_lens_async(t.CodeLensParams(t.TextDocumentIdentifier(text)))
    assert any(lens.command.title == "quoted by 1 claim" for lens in lenses)
