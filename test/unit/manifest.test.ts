// The manifest and the code name each other: what one side names, the other has.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { COMMAND_IDS } from '../../src/ui/commandIds.js';

interface Contribution {
  readonly command: string;
  readonly title: string;
  readonly icon?: string;
  readonly when?: string;
  readonly enablement?: string;
}
interface View {
  readonly id: string;
  readonly icon: string;
}
interface Setting {
  readonly default: unknown;
  readonly order?: number;
  readonly scope?: string;
  readonly markdownDescription?: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
}
interface Manifest {
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly icon: string;
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly Contribution[];
    readonly menus: Readonly<Record<string, readonly Contribution[]>>;
    readonly viewsContainers: { readonly activitybar: readonly View[] };
    readonly views: Readonly<Record<string, readonly View[]>>;
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string }[];
    readonly configuration: readonly { readonly properties: Readonly<Record<string, Setting>> }[];
  };
}

const read = (file: string) => readFileSync(file, 'utf8');
const manifestText = read('package.json');
const manifest = JSON.parse(manifestText) as Manifest;
const { commands, menus, views, viewsContainers, viewsWelcome, configuration } = manifest.contributes;
const { capabilities } = manifest;
const nls = JSON.parse(read('package.nls.json')) as Record<string, string>;

const files = (folder: string, extension: string) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(extension))
    .map((file) => path.join(folder, file));
const source = files('src', '.ts').map(read).join('\n');

const all = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? match[0])),
];
const same = (a: Iterable<string>, b: Iterable<string>) => assert.deepEqual([...a].sort(), [...b].sort());
const within = (some: Iterable<string>, known: Iterable<string>) => {
  const set = new Set(known);
  assert.deepEqual(
    [...some].filter((name) => !set.has(name)),
    [],
  );
};

/** Of VS Code itself. https://code.visualstudio.com/api/references/when-clause-contexts */
const EDITOR_KEYS = [
  'explorerResourceIsFolder',
  'isWorkspaceTrusted',
  'resourceExtname',
  'resourceLangId',
  'resourcePath',
  'resourceScheme',
  'view',
  'viewItem',
];

const clauses = [...commands, ...Object.values(menus).flat(), ...viewsWelcome].flatMap((item) => [
  ...('when' in item && item.when !== undefined ? [item.when] : []),
  ...('enablement' in item && item.enablement !== undefined ? [item.enablement] : []),
]);
/** `key`, `!key`, `key == value`, `key =~ /pattern/`, `!(key =~ /pattern/)` */
const terms = clauses
  .flatMap((clause) => clause.split(/ && | \|\| /))
  .map(
    (term) => /^\s*!?\(?(?<key>[\w.]+)\s*(?:(?<operator>==|!=|=~)\s*(?<value>.*?))?\)?\s*$/.exec(term)?.groups ?? {},
  );
const valuesOf = (wanted: string) =>
  terms.flatMap(({ key, value }) => (key === wanted && value !== undefined ? [value] : []));

describe('the manifest and the code', () => {
  const commandIds = commands.map(({ command }) => command);
  const viewIds = Object.values(views)
    .flat()
    .map(({ id }) => id);

  it('name the same commands', () => same(commandIds, COMMAND_IDS));

  it('name only commands that exist in menus, links and calls', () => {
    within(
      Object.values(menus)
        .flat()
        .map(({ command }) => command),
      commandIds,
    );
    within(all(manifestText + read('package.nls.json'), /\b(?:command|onCommand):(salesforceBulk[\w.]+)/g), commandIds);
    within(all(source, /executeCommand\(\s*'(salesforceBulk[^']+)'/g), commandIds);
  });

  it('show every command somewhere', () => {
    const hidden = (menus['commandPalette'] ?? []).filter(({ when }) => when === 'false').map(({ command }) => command);
    const elsewhere = Object.entries(menus).flatMap(([menu, items]) =>
      menu === 'commandPalette' ? [] : items.map(({ command }) => command),
    );
    const called = all(source, /command: '(salesforceBulk[^']+)'/g);
    within(hidden, [...elsewhere, ...called]);
  });

  it('name the same settings, with the same defaults', () => {
    const settings = read('src/ui/settings.ts');
    const section = /section = '(\w+)'/.exec(settings)?.[1] ?? '';
    const inCode = [...settings.matchAll(/(?:\.get|everywhere)\('(\w+)', ([^)]+)\)/g)].map(
      ([, name, value]) => `${section}.${name ?? ''}: ${(value ?? '').replaceAll("'", '"')}`,
    );
    const properties = configuration.flatMap((group) => Object.entries(group.properties));
    same(
      properties.map(([name, property]) => `${name}: ${JSON.stringify(property.default)}`),
      inCode,
    );
  });

  it('tell of each setting what it is for, in order, and from where it may be set', () => {
    const properties = configuration.flatMap((group) => Object.values(group.properties));
    assert.deepEqual(
      properties.map(({ order }) => order),
      properties.map((_, index) => index + 1),
    );
    for (const { markdownDescription = '', scope = '', enum: values = [], enumDescriptions } of properties) {
      assert.match(markdownDescription, /^%setting\.\w+%$/);
      assert.match(scope, /^(application|machine|machine-overridable|window|resource)$/);
      if (enumDescriptions) assert.equal(enumDescriptions.length, values.length);
    }
    const table = read('README.md').matchAll(/^\| `(salesforceBulk\.\w+)` +\| `(.*?)`/gm);
    same(
      [...table].map(([, name, value]) => `${name}: ${value}`),
      configuration
        .flatMap((group) => Object.entries(group.properties))
        .map(([name, property]) => `${name}: ${JSON.stringify(property.default)}`),
    );
  });

  it('take nothing from a workspace that is not trusted that names a folder or changes what is called', () => {
    within(capabilities.untrustedWorkspaces.restrictedConfigurations, Object.keys(configuration[0]?.properties ?? {}));
    for (const name of ['apiVersion', 'resultsFolder', 'signInClientId', 'signInPort']) {
      assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes(`salesforceBulk.${name}`), name);
    }
  });

  it('read settings in one place', () => {
    const readers = files('src', '.ts').filter((file) => read(file).includes('getConfiguration('));
    assert.deepEqual(readers, [path.join('src', 'ui', 'settings.ts')]);
  });

  it('name the same views', () => {
    same(viewIds, all(files('src/views', '.ts').map(read).join('\n'), /_VIEW = '([^']+)'/g));
    same(
      Object.keys(views),
      viewsContainers.activitybar.map(({ id }) => id),
    );
    within([...valuesOf('view'), ...viewsWelcome.map(({ view }) => view)], viewIds);
  });

  it('name the same context keys and values', () => {
    const text = read('src/ui/contextKeys.ts');
    const keys = new Map(
      [...text.matchAll(/'(salesforceBulk\.\w+)': ([^;]+);/g)].map(([, key = '', type = '']) => [key, type]),
    );
    const own = terms.flatMap(({ key }) => (key?.startsWith('salesforceBulk') ? [key] : []));
    same(new Set(own), keys.keys());
    same(all(source, /setContext\('([^']+)'/g), keys.keys());
    for (const [key, type] of keys) within(valuesOf(key), all(type, /'(\w+)'/g));
    within(
      terms.flatMap(({ key }) => (key === undefined || key.startsWith('salesforceBulk') ? [] : [key])),
      [...EDITOR_KEYS, 'false'],
    );
  });

  it('leave no clause unread by these tests', () => {
    assert.ok(terms.length > 20);
    assert.ok(terms.every(({ key }) => key !== undefined));
  });

  it('name the same words of tree items', () => {
    const words = valuesOf('viewItem').flatMap((pattern) => all(pattern.replaceAll('\\b', ' '), /[a-zA-Z]{2,}/g));
    const items = read('src/core/load/describeJob.ts') + read('src/views/jobNodes.ts');
    const inCode = all(items, /'((?:can|has)[A-Z]\w*|job|unfinishedLoad)'/g);
    same(new Set(words), inCode);
  });

  it('name the scheme of the results and the panel of a job alike', () => {
    const scheme = /SCHEME = '([^']+)'/.exec(read('src/documents/resultUri.ts'))?.[1] ?? '';
    const page = /JOB_PAGE = '([^']+)'/.exec(read('src/webview/jobPages.ts'))?.[1] ?? '';
    assert.deepEqual(manifest.activationEvents, [
      'onStartupFinished',
      `onFileSystem:${scheme}`,
      `onWebviewPanel:${page}`,
    ]);
    const named = valuesOf('resourceScheme');
    assert.deepEqual([...new Set(named)], [scheme]);
  });

  it('name only icons that VS Code has, and files that exist', () => {
    // The style sheet of VS Code's own icons, as playwright-core brings it.
    const sheets = files('node_modules/playwright-core/lib', '.css').map(read);
    const icons = all(sheets.join('\n'), /\.codicon-([a-z0-9-]+):before/g);
    assert.ok(icons.length > 500);
    const items = read('src/core/load/describeJob.ts') + read('src/views/jobNodes.ts');
    within(all(read('src/webview/jobButtons.ts'), /: \[l10n\.t\('[^']+'\), '([a-z-]+)'\]/g), icons);
    within(all(manifestText + source, /\$\(([a-z][a-z0-9-]*)(?:~spin)?\)/g), icons);
    within(all(source, /ThemeIcon\('([a-z0-9-]+)(?:~spin)?'/g), icons);
    within(all(items, /\{ id: '([a-z0-9-]+)(?:~spin)?'/g), icons);
    for (const file of all(manifestText, /"(media\/[^"]+\.(?:svg|png|md))"/g)) assert.ok(existsSync(file), file);
  });

  it('name the same texts', () => {
    same(all(manifestText, /"%([\w.]+)%"/g), Object.keys(nls));
    for (const { title } of commands) assert.match(title, /^%[\w.]+%$/);
  });

  it('spell every name of ours as one that exists', () => {
    const contexts = all(read('src/ui/contextKeys.ts'), /'(salesforceBulk\.\w+)'/g);
    const statusBar = all(source, /createStatusBarItem\('([^']+)'/g);
    const panels = all(source, /_PAGE = '([^']+)'/g);
    const known = [...commandIds, ...viewIds, ...contexts, ...statusBar, ...panels];
    within(all(source, /['"`](salesforceBulk\.[\w.]+)['"`]/g), known);
    within(all(source, /workbench\.view\.extension\.(\w+)/g), Object.keys(views));
  });
});
