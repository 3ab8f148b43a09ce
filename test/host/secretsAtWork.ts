import { workspace } from 'vscode';
import { toResultUri } from '../../src/documents/resultUri.js';
import { call, inside } from './extension.js';
import type { LoadValue } from './loadCommand.js';
import type { Paths, Scene } from './secretsScene.js';
import { closeEditors } from './tabs.js';

/** Loads, their results, and what nobody has thought of. */
export const work: Paths = {
  'a load with rows that fail, its page and its results': {
    seen: /failedResults/,
    go: async (scene) => {
      await scene.connect();
      const posted = scene.net.until('the job page', /INVALID_EMAIL|REQUIRED_FIELD/);
      const value = (await scene.api('salesforceBulk.load', await scene.newLoad())) as LoadValue;
      const { tree } = await inside();
      const node = tree.node(scene.org.key, value.jobs[0]?.id ?? '');
      await call('salesforceBulk.openJob', node);
      await posted;
      for (const command of ['openResults', 'saveResults', 'editAndSendAgain', 'openInSetup', 'copyJobId'] as const) {
        await call(`salesforceBulk.${command}`, node);
      }
      await closeEditors();
    },
  },
  'a load of a person': {
    seen: /rows failed in secret/,
    go: async (scene) => {
      await scene.connect();
      const { uri } = await scene.newLoad();
      scene.picks().answer('Contact', 'insert', 'Insert 4 Records');
      await call('salesforceBulk.load', uri);
    },
  },
  'a load whose job fails': {
    seen: /the job failed in secret/,
    go: async (scene) => {
      await scene.connect();
      await scene.org.admin('POST', '/faults', { kind: 'failJob', object: 'Contact', times: 2 });
      const load = await scene.newLoad();
      await scene.api('salesforceBulk.load', load);
      scene.picks().answer('Contact', 'insert', 'Insert 4 Records');
      await call('salesforceBulk.load', load.uri);
    },
  },
  'a load that is broken in the middle': {
    seen: /UploadOutcomeUnknown|ServerUnavailable/,
    go: async (scene) => {
      await scene.connect();
      await scene.org.admin('POST', '/faults', { kind: 'dropRequest', method: 'PUT', afterBytes: 40 });
      await scene.api('salesforceBulk.load', await scene.newLoad());
    },
  },
  'files that cannot be loaded': {
    seen: /NotUtf8[^]*UnclosedQuote|UnclosedQuote[^]*NotUtf8/,
    go: async (scene) => {
      await scene.connect();
      const row = scene.mark('row data', 'Row', 'row');
      const texts = [`Name\n${row} "x"\n`, `Name\n"${row}\n`, `Name,Type\n${row}\n`, `Name\n${row}\u00e9\n`];
      for (const text of texts) {
        const uri = await scene.write('odd.csv', Buffer.from(text, 'latin1'));
        await scene.api('salesforceBulk.load', { uri, object: 'Account', operation: 'insert', confirm: false });
        await call('salesforceBulk.load', uri);
      }
    },
  },
  'an error that nobody has thought of': {
    seen: /Something went wrong in the extension/,
    go: async (scene) => {
      await scene.connect();
      const { ctx, tree } = await inside();
      const { key } = scene.org;
      const jobId = await scene.org.newJob('Account', 'insert');
      const end = crash(careless(scene), [ctx.orgs, 'salesforce'], [ctx.orgs, 'bulk'], [ctx.cli, 'list']);
      try {
        for (const name of ['connectOrg', 'load', 'createJob', 'closeJob', 'abortJob', 'openResults'] as const) {
          const command = `salesforceBulk.${name}` as const;
          await call(command, name === 'load' ? await scene.contacts(1) : tree.node(key, jobId));
          await scene.api(command, { jobId, object: 'Account', operation: 'insert', resultSet: 'failedResults' });
        }
        await scene.net.outcome(() => ctx.list.refresh(key));
        const result = toResultUri({ org: key, jobId, resultSet: 'failedResults' }, ACCOUNTS);
        await scene.net.outcome(() => workspace.fs.readFile(result));
      } finally {
        end();
        await scene.org.setState(jobId, 'Aborted');
      }
    },
  },
};

const ACCOUNTS = { object: 'Account', operation: 'insert' } as const;

/** An error with secrets wherever an error can have something. */
function careless(scene: Scene): Error {
  const [token, refresh] = [scene.newToken(), scene.mark('refresh token', '5Aep861')];
  const cause = new Error(`force://PlatformCLI::${refresh}@x.my.salesforce.com`);
  const error = new TypeError(`Cannot read ${token} of code_verifier=${scene.mark('code_verifier')}`, { cause });
  return Object.assign(error, { headers: { authorization: `Bearer ${token}` }, input: token });
}

/** Methods throw instead of what they do. @returns what ends that */
function crash(error: Error, ...methods: readonly (readonly [target: object, name: string])[]): () => void {
  const value = () => Promise.reject(error);
  for (const [target, name] of methods) Object.defineProperty(target, name, { value, configurable: true });
  return () => {
    for (const [target, name] of methods) Reflect.deleteProperty(target, name);
  };
}
