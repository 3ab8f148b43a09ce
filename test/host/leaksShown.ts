import { setImmediate } from 'node:timers/promises';
import {
  authentication,
  Diagnostic,
  languages,
  ProgressLocation,
  Range,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { InputBoxOptions, Progress } from 'vscode';
import { UserError } from '../../src/core/errors.js';
import type { TestExports } from '../../src/extension.js';
import { keyOf } from '../../src/orgs/knownOrg.js';
import type { Places } from './leaks.js';
import { classWith, overhear, overhearSetter, type Tell } from './leaksOverheard.js';
import { closeEditors } from './tabs.js';

const MESSAGES = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage', 'setStatusBarMessage'];

type Task = (progress: Progress<unknown>, token: unknown) => unknown;

/** The steps of a progress are told, too. */
const withSteps = (tell: Tell) => ({
  change: ([options, task]: readonly unknown[]) => {
    const report = (progress: Progress<unknown>) => (step: unknown) => (tell(step), progress.report(step));
    return [
      options,
      (progress: Progress<unknown>, token: unknown) => (task as Task)({ report: report(progress) }, token),
    ];
  },
});

/** What is said of the text that is typed is told; so is the text, unless it was shown as dots. */
const withAnswer = (tell: Tell) => ({
  after: (answer: unknown, args: readonly unknown[]) => {
    const [options] = args as [InputBoxOptions];
    void (answer as Promise<string | undefined>).then(async (text = '') => {
      tell([await options.validateInput?.(text), options.password ? '' : text]);
    });
  },
});

/** What a person gets to see. */
export function shown({ ctx, context, tree }: TestExports): Places {
  const rows = () => {
    const roots = tree.getChildren();
    const nodes = roots.flatMap((node) => [node, ...tree.getChildren(node)]);
    return nodes.map((node) => tree.resolveTreeItem(tree.getTreeItem(node), node));
  };
  return {
    messages: {
      listen: (tell) => MESSAGES.map((name) => overhear(window, name, tell)),
      hears: /Connected to/,
      leak: (text) => window.showInformationMessage(text, { modal: false }, 'OK'),
    },
    progress: {
      listen: (tell) => [overhear(window, 'withProgress', tell, withSteps(tell))],
      hears: /Waiting for your sign-in/,
      leak: (text) =>
        window.withProgress({ location: ProgressLocation.Window }, (progress) =>
          Promise.resolve(progress.report({ message: text })),
        ),
    },
    'input boxes': {
      listen: (tell) => [overhear(window, 'showInputBox', tell, withAnswer(tell))],
      hears: /Access token/,
      leak: (text) => window.showInputBox({ title: 'leak', placeHolder: text }),
    },
    'quick picks': {
      listen: (tell) => {
        const sample = window.createQuickPick();
        sample.dispose();
        return ['title', 'placeholder', 'items', 'value'].map((name) => overhearSetter(sample, name, tell));
      },
      hears: /Instance URL and access token/,
      leak: (text) => {
        const pick = window.createQuickPick();
        pick.items = [{ label: 'leak', detail: text }];
        pick.dispose();
      },
      mayHold: ['row'], // the confirmation shows the first rows
    },
    'status bar': {
      listen: (tell) => {
        const sample = window.createStatusBarItem();
        sample.dispose();
        const members = ['text', 'tooltip', 'name', 'accessibilityInformation'];
        return members.map((name) => overhearSetter(sample, name, tell));
      },
      hears: /developer org/,
      leak: (text) => {
        const item = window.createStatusBarItem();
        item.tooltip = text;
        item.dispose();
      },
    },
    'the tree': {
      listen: (tell) => {
        const listening = tree.onDidChangeTreeData(() => tell(rows()));
        return [() => void listening.dispose()];
      },
      look: rows,
      hears: /Contact/,
      leak: (text) => {
        const org = keyOf(ctx.orgs.resolve());
        ctx.store.putList(org, { kind: 'failed', error: new UserError('Internal', text) });
        return () => ctx.store.putList(org, { kind: 'known' });
      },
    },
    'the job page': {
      listen: (tell) => {
        const panel = window.createWebviewPanel('sample', 'sample', ViewColumn.Active);
        const { webview } = panel;
        panel.dispose();
        return [
          overhearSetter(panel, 'title', tell),
          overhearSetter(webview, 'html', tell),
          overhear(classWith(webview, 'postMessage'), 'postMessage', tell),
        ];
      },
      hears: /REQUIRED_FIELD_MISSING/,
      leak: async (text) => {
        const panel = window.createWebviewPanel('leak', 'leak', ViewColumn.Active);
        void panel.webview.postMessage({ text });
        await setImmediate();
        panel.dispose();
      },
      mayHold: ['row'], // the first of the failed rows
    },
    problems: {
      listen: (tell) => {
        const listening = languages.onDidChangeDiagnostics(({ uris }) => tell(uris.map(languages.getDiagnostics)));
        return [() => void listening.dispose()];
      },
      look: () => languages.getDiagnostics(),
      hears: /REQUIRED_FIELD_MISSING/,
      leak: (text) => {
        const problems = languages.createDiagnosticCollection('leak');
        problems.set(Uri.parse('untitled:leak'), [new Diagnostic(new Range(0, 0, 0, 0), text)]);
        return () => problems.dispose();
      },
      mayHold: ['row'], // Salesforce quotes the value it refuses
    },
    'addresses of documents': {
      listen: (tell) => {
        const listening = workspace.onDidOpenTextDocument(({ uri }) => tell([uri.toString(), uri.toString(true)]));
        return [() => void listening.dispose()];
      },
      look: () => window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label)),
      hears: /salesforce-bulk:\//,
      leak: async (text) => {
        await window.showTextDocument(Uri.from({ scheme: 'untitled', path: text }));
        return closeEditors;
      },
    },
    'the names of accounts': {
      look: () => authentication.getAccounts('salesforceBulk'),
      hears: /robin\.demo/,
      leak: async (text) => {
        const orgs = context.globalState.get<readonly object[]>('orgs', []);
        await context.globalState.update(
          'orgs',
          orgs.map((org) => ({ ...org, alias: text })),
        );
        return () => context.globalState.update('orgs', orgs);
      },
    },
  };
}
