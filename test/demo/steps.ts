import * as vscode from 'vscode';

/** Where the demo plays: the terminal that watches, and the folder that is open. */
export interface Stage {
  readonly folder: vscode.Uri;
  /** Prints a line to the terminal. */
  readonly say: (line: string) => Promise<void>;
  /** Takes a screenshot where the editor is in a browser. */
  readonly picture: (name: string) => Promise<void>;
}

export interface Step {
  readonly title: string;
  /** @throws when the demo cannot go on; the terminal says why and exits with an error */
  play(stage: Stage): Promise<void>;
}

/** The main job, played by the extension's commands in its own extension host. */
export const steps: readonly Step[] = [
  {
    title: 'Start the extension',
    async play({ say, picture }) {
      const extension = vscode.extensions.getExtension('bulkloader.salesforce-bulk-loader');
      await extension?.activate();
      await vscode.commands.executeCommand('salesforceBulk.jobs.focus');
      await say(`  in VS Code ${vscode.version}`);
      await picture('start');
    },
  },
];
