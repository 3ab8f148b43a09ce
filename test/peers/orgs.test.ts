import assert from 'node:assert/strict';
import { CLI_VERSION } from './install.js';
import { useSalesforceCli } from './salesforceCli.js';

describe('Salesforce CLI: orgs', () => {
  const cli = useSalesforceCli();

  it('is the version we pinned, on the Node it asks for', async () => {
    const { stdout } = await cli().run(['version']);
    assert.equal(stdout.trim(), `@salesforce/cli/${CLI_VERSION} linux-x64 node-${process.version}`);
  });

  it('knows who it is after org login access-token', async () => {
    const { org } = cli();
    const { result } = await cli().json<Record<string, unknown>>(['org', 'display']);
    assert.equal(result['username'], org.username);
  });
});
