// Starts `quoteproof lsp`, and gives VS Code what the protocol has no word for: a list of places behind a lens.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import * as vscode from "vscode";
import {
  DocumentDiagnosticRequest,
  LanguageClient,
  type LanguageClientOptions,
  type Middleware,
  type ServerOptions,
  vsdiag,
} from "vscode-languageclient/node";

interface Place {
  uri: string;
  range: { start: vscode.Position; end: vscode.Position };
}

let client: LanguageClient | undefined;

/** What waits for a file of an archive, while nothing runs. */
let waiting: vscode.Disposable | undefined;

/** What VS Code itself has found of each JSON file, as far as it can be told again. */
const known = new Map<string, string>();

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("quoteproof.restart", restart),
    vscode.commands.registerCommand("quoteproof.showReferences", showReferences),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("quoteproof.path") || change.affectsConfiguration("quoteproof.texts")) {
        await restart();
      }
    }),
    vscode.languages.onDidChangeDiagnostics(askAgain),
  );
  if ((await hasArchive()) || vscode.workspace.textDocuments.some(isInArchive)) {
    await inTurn(start);
    return;
  }
  // Articles are written everywhere: where none is beside an archive, nothing runs.
  const idle = vscode.languages.createLanguageStatusItem("quoteproof.idle", articles.map((language) => ({ language })));
  idle.name = "quoteproof";
  idle.text = "quoteproof: not in an archive";
  idle.detail = "`quoteproof init` begins one";
  const opened = vscode.workspace.onDidOpenTextDocument(async (document) => {
    // Texts are opened together: the first of them starts the server.
    if (isInArchive(document)) {
      await inTurn(async () => waiting && startAgain());
    }
  });
  waiting = vscode.Disposable.from(idle, opened);
  context.subscriptions.push(waiting);
}

const articles = ["markdown", "latex", "tex", "typst", "quarto", "rmd"];

/** The archive that a folder is in. */
function archiveOf(folder: string): string | undefined {
  const has = (name: string) => existsSync(join(folder, name));
  if (has("quoteproof.toml") || (has("claims") && has("corpus"))) {
    return folder;
  }
  const above = dirname(folder);
  return above === folder ? undefined : archiveOf(above);
}

function isInArchive(document: vscode.TextDocument): boolean {
  return document.uri.scheme === "file" && archiveOf(dirname(document.uri.fsPath)) !== undefined;
}

/** Whether an archive is at a folder of the workspace, above it or in it. */
async function hasArchive(): Promise<boolean> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.some(({ uri }) => archiveOf(uri.fsPath) !== undefined || existsSync(join(uri.fsPath, "claims")))) {
    return true;
  }
  const inside = await vscode.workspace.findFiles("{**/quoteproof.toml,**/corpus/*/source.json}", undefined, 1);
  return inside.length > 0;
}

/** Where the server looks for an archive if no folder is open: that of the first text that is in one. */
function workFolder(): string | undefined {
  if (vscode.workspace.workspaceFolders?.length) {
    return undefined;
  }
  const first = vscode.workspace.textDocuments.find(isInArchive);
  return first && archiveOf(dirname(first.uri.fsPath));
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

/** What is done to the server, one after the other: only one is to run. */
let turn: Promise<void> = Promise.resolve();

function inTurn(work: () => Promise<void>): Promise<void> {
  turn = turn.catch(() => undefined).then(work);
  return turn;
}

function restart(): Promise<void> {
  return inTurn(startAgain);
}

/** Starts the server, or starts it again; where there is still no archive, nothing runs. */
async function startAgain(): Promise<void> {
  if (waiting && !(await hasArchive()) && !vscode.workspace.textDocuments.some(isInArchive)) {
    return;
  }
  waiting?.dispose();
  waiting = undefined;
  const running = client;
  client = undefined;
  await running?.stop();
  await start();
}

async function start(): Promise<void> {
  // Machine scope: a workspace cannot name a program.
  const settings = vscode.workspace.getConfiguration("quoteproof");
  const command = settings.get<string>("path") || "quoteproof";
  const texts = settings.get<string[]>("texts") ?? [];
  if (!(await runs(command))) {
    // Not waited for: nobody need answer, and what has its turn next may start the server.
    void offerToInstall(command);
    return;
  }
  const args = ["lsp", ...texts.flatMap((folder) => ["--texts", folder])];
  const server: ServerOptions = { command, args, options: { cwd: workFolder() } };
  const languages = ["json", "jsonc", ...articles, "plaintext", "html", "toml", "xml"];
  const options: LanguageClientOptions = {
    documentSelector: [
      ...languages.map((language) => ({ scheme: "file", language })),
      { scheme: "file", pattern: "**/quoteproof.toml" },
    ],
    initializationOptions: { showReferences: true },
    middleware,
  };
  client = new LanguageClient("quoteproof", "quoteproof", server, options);
  await client.start();
}

/** VS Code checks JSON by its schema, too: what it shows is not shown twice. */
const middleware: Middleware = {
  provideDiagnostics: async (document, _, token, next) => {
    // Without the number of the last answer, so that there is always a whole one.
    const report = await next(document, undefined, token);
    if (report?.kind === vsdiag.DocumentDiagnosticReportKind.full) {
      report.items = withoutTwins(document instanceof vscode.Uri ? document : document.uri, report.items);
    }
    return report;
  },
  handleDiagnostics: (uri, diagnostics, next) => next(uri, withoutTwins(uri, diagnostics)),
};

/** What its JSON support has found: some of that names no source, all has a number. */
function ofJson(uri: vscode.Uri): vscode.Diagnostic[] {
  const isJson = ({ source, code }: vscode.Diagnostic) => (source ?? "json").startsWith("json") && typeof code === "number";
  return vscode.languages.getDiagnostics(uri).filter(isJson);
}

function withoutTwins(uri: vscode.Uri, own: vscode.Diagnostic[]): vscode.Diagnostic[] {
  const others = ofJson(uri);
  const isTwin = (found: vscode.Diagnostic) => {
    const code = String(typeof found.code === "object" ? found.code.value : found.code);
    if (code === "json/syntax-error") {
      // One place is wrong, and the two may name it before a line's end and after it.
      return others.some(isSyntax);
    }
    return code.startsWith("schema/") && others.some((other) => other.range.intersection(found.range) !== undefined);
  };
  return own.filter((found) => !isTwin(found));
}

/** The numbers that VS Code's JSON support gives to what is not JSON. */
function isSyntax({ code }: vscode.Diagnostic): boolean {
  return typeof code === "number" && code >= 0x100 && code < 0x300;
}

/** Asks for the findings of files again of which VS Code itself has found something else. */
function askAgain(changed: vscode.DiagnosticChangeEvent): void {
  for (const document of vscode.workspace.textDocuments) {
    const uri = document.uri.toString();
    if (!changed.uris.some((other) => other.toString() === uri)) {
      continue;
    }
    const places = ofJson(document.uri).map(({ range, code }) => `${code} ${range.start.line}:${range.start.character}`);
    const found = places.join(" ");
    if ((known.get(uri) ?? "") !== found) {
      known.set(uri, found);
      client?.getFeature(DocumentDiagnosticRequest.method)?.getProvider(document)?.onDidChangeDiagnosticsEmitter.fire();
    }
  }
}

/** Whether the program is there. */
function runs(command: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(command, ["--version"], { stdio: "ignore" });
    child.on("error", () => resolve(false));
    child.on("exit", (status) => resolve(status === 0));
  });
}

async function offerToInstall(command: string): Promise<void> {
  const install = "How to install";
  const settings = "Open settings";
  const message = `quoteproof: \`${command}\` does not run. Install it, or say where it is.`;
  const chosen = await vscode.window.showErrorMessage(message, install, settings);
  if (chosen === install) {
    const terminal = vscode.window.createTerminal("Install quoteproof");
    terminal.show();
    // Written, not run: a person presses Enter, in a clone of quoteproof.
    terminal.sendText("cargo install --path . --locked", false);
  } else if (chosen === settings) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "quoteproof.path");
  }
}

async function showReferences(uri: string, at: vscode.Position, places: Place[]): Promise<void> {
  const position = (p: vscode.Position) => new vscode.Position(p.line, p.character);
  const locations = places.map(
    (place) =>
      new vscode.Location(
        vscode.Uri.parse(place.uri),
        new vscode.Range(position(place.range.start), position(place.range.end)),
      ),
  );
  await vscode.commands.executeCommand("editor.action.showReferences", vscode.Uri.parse(uri), position(at), locations);
}
