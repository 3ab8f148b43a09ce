// The import rules of CONTRIBUTING.md, as lint rules. Each message says why the rule exists: a rule without its
// reason is the first to be switched off.
import tseslint from 'typescript-eslint';

const WHY = {
  coreVscode:
    'core runs in plain Node (tests in milliseconds, other hosts): take what you need of VS Code as an argument.',
  coreUp: 'core knows nothing above it: the rooms above call core, core tells them by events and return values.',
  demo: 'the demo org is the judge of core: code they share would hide the same mistake from both.',
  rooms: 'views only read the store and call commands: a view that knows another view cannot be changed alone.',
  jsforce:
    'jsforce has faults that lose data (a hung PUT, a DELETE on time-out): only core/salesforce, which works around them, may touch it.',
  root: 'extension.ts is the composition root: what you need from it belongs in your constructor.',
  page: 'the page runs in a browser and shows what it is told: all it shares with the host is what they say to each other.',
  toast: 'errors are shown in one place (src/ui/errors.ts): throw a UserError and let the boundary show it.',
};

const ban = (group, message) => ({ group, message });
const VSCODE = ban(['vscode'], WHY.coreVscode);
const JSFORCE = ban(['jsforce', 'jsforce/**'], WHY.jsforce);
const ROOT = ban(['**/extension.js', '**/extension'], WHY.root);
const up = (...rooms) =>
  ban(
    rooms.map((room) => `**/${room}/**`),
    WHY.coreUp,
  );
const sideways = (...rooms) =>
  ban(
    rooms.map((room) => `**/${room}/**`),
    WHY.rooms,
  );
const restrict = (...patterns) => ({ 'no-restricted-imports': ['error', { patterns }] });
const room = (name, ...patterns) => ({ files: [`src/${name}/**/*.ts`], rules: restrict(ROOT, JSFORCE, ...patterns) });

const HOST_ROOMS = ['orgs', 'commands', 'views', 'editor', 'documents', 'webview', 'ui'];

export default tseslint.config(
  { ignores: ['dist/**', 'out/**', 'node_modules/**', '.vscode-test/**'] },
  ...tseslint.configs.recommendedTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': ['error', { checkThenables: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/ui/errors.ts'],
    rules: {
      'no-restricted-properties': ['error', { object: 'window', property: 'showErrorMessage', message: WHY.toast }],
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[property.name='showErrorMessage']", message: WHY.toast },
      ],
    },
  },
  {
    files: ['src/core/**/*.ts'],
    rules: restrict(ROOT, JSFORCE, VSCODE, ban(['**/demo/**'], WHY.demo), up(...HOST_ROOMS)),
  },
  {
    files: ['src/core/salesforce/**/*.ts'],
    rules: restrict(ROOT, VSCODE, ban(['**/demo/**'], WHY.demo), up(...HOST_ROOMS)),
  },
  {
    files: ['src/demo/**/*.ts'],
    rules: {
      ...restrict(ROOT, JSFORCE, VSCODE, ban(['**/core/**'], WHY.demo), up(...HOST_ROOMS)),
      'no-console': 'off',
    },
  },
  room('ui', sideways('views', 'editor', 'documents', 'webview', 'commands', 'orgs')),
  room('orgs', sideways('views', 'editor', 'documents', 'webview', 'commands')),
  room('commands', sideways('views', 'editor', 'webview')),
  room('views', sideways('editor', 'documents', 'webview', 'commands')),
  room('editor', sideways('views', 'documents', 'webview', 'commands')),
  room('documents', sideways('views', 'editor', 'webview', 'commands')),
  room('webview', sideways('views', 'editor', 'documents', 'commands')),
  {
    files: ['media/**/*.ts'],
    rules: restrict(VSCODE, { regex: '/src/(?!webview/protocol\\.js$)', message: WHY.page }),
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          checkThenables: true,
          allowForKnownSafeCalls: [
            {
              from: 'package',
              name: ['it', 'describe', 'before', 'after', 'beforeEach', 'afterEach'],
              package: 'mocha',
            },
          ],
        },
      ],
    },
  },
);
