// Starts the server and hands it the settings. Everything else is the server's.
const fs = require('fs');
const path = require('path');
const vscode = require('vscode');
const { LanguageClient } = require('vscode-languageclient/node');

let client;

// The binary: what the settings say, what came with the extension, what the PATH has.
function findServer(context) {
  const given = vscode.workspace.getConfiguration('brickline').get('path');
  if (given) return given.replace(/^~(?=[/\\])/, require('os').homedir());
  const name = process.platform === 'win32' ? 'brickline.exe' : 'brickline';
  const bundled = path.join(context.extensionPath, 'bin', name);
  return fs.existsSync(bundled) ? bundled : name;
}

async function start(context, log) {
  const command = findServer(context);
  const server = { command, args: ['server'] };
  const cells = { notebook: { notebookType: 'jupyter-notebook' } };
  const options = {
    documentSelector: [
      ...['file', 'untitled'].flatMap((scheme) => ['python', 'sql', 'yaml'].map((language) => ({ scheme, language }))),
      ...['python', 'sql'].map((language) => ({ ...cells, language })),
    ],
    initializationOptions: { settings: vscode.workspace.getConfiguration('brickline').get('settings') },
    synchronize: { configurationSection: 'brickline' },
    outputChannel: log,
  };
  client = new LanguageClient('brickline', 'brickline', server, options);
  try {
    await client.start();
  } catch (error) {
    const message = `brickline: the server \`${command}\` does not start. Install it, or set brickline.path. (${error.message})`;
    const choice = await vscode.window.showErrorMessage(message, 'Open settings');
    if (choice) await vscode.commands.executeCommand('workbench.action.openSettings', 'brickline.path');
  }
}

async function stop() {
  const running = client;
  client = undefined;
  if (running) await running.dispose();
}

exports.activate = async (context) => {
  const log = vscode.window.createOutputChannel('brickline');
  const restart = async () => {
    await stop();
    await start(context, log);
  };
  context.subscriptions.push(
    log,
    vscode.commands.registerCommand('brickline.restart', restart),
    vscode.commands.registerCommand('brickline.showLog', () => log.show()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('brickline.path')) return restart();
    }),
  );
  await start(context, log);
};

exports.deactivate = stop;
