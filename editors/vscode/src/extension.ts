// Starts `quoteproof lsp`, and gives VS Code what the protocol has no word for: a list of places behind a lens.
import { spawn } from "node:child_process";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";

interface Place {
  uri: string;
  range: { start: vscode.Position; end: vscode.Position };
}

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("quoteproof.restart", restart),
    vscode.commands.registerCommand("quoteproof.showReferences", showReferences),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("quoteproof.path") || change.affectsConfiguration("quoteproof.texts")) {
        await restart();
      }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function restart(): Promise<void> {
  await client?.stop();
  client = undefined;
  await start();
}

async function start(): Promise<void> {
  // Machine scope: a workspace cannot name a program.
  const settings = vscode.workspace.getConfiguration("quoteproof");
  const command = settings.get<string>("path") || "quoteproof";
  const texts = settings.get<string[]>("texts") ?? [];
  if (!(await runs(command))) {
    await offerToInstall(command);
    return;
  }
  const server: ServerOptions = { command, args: ["lsp", ...texts.flatMap((folder) => ["--texts", folder])] };
  const languages = ["json", "jsonc", "markdown", "latex", "tex", "plaintext", "html", "toml", "xml"];
  const options: LanguageClientOptions = {
    documentSelector: [
      ...languages.map((language) => ({ scheme: "file", language })),
      { scheme: "file", pattern: "**/quoteproof.toml" },
    ],
    initializationOptions: { showReferences: true },
  };
  client = new LanguageClient("quoteproof", "quoteproof", server, options);
  await client.start();
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
