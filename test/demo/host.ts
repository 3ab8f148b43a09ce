import * as vscode from 'vscode';
import { connect } from './bridge.js';
import { steps, type Stage } from './steps.js';

/**
 * Runs inside the extension host: plays the steps, then keeps the window open until the terminal lets go.
 * @param port of the terminal's bridge
 */
export async function run(port: number): Promise<void> {
  const terminal = await connect(port);
  const stage: Stage = {
    folder: vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('.'),
    say: (line) => terminal.send({ type: 'say', line }),
    picture: (name) => terminal.send({ type: 'picture', name }),
  };
  try {
    for (const step of steps) {
      await stage.say(`▸ ${step.title}`);
      await step.play(stage);
    }
    await terminal.send({ type: 'ended' });
  } catch (error) {
    await terminal.send({
      type: 'ended',
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
  await terminal.closed;
}
