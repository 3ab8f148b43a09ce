import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { work } from './secretsAtWork.js';
import { echoes } from './secretsEchoed.js';
import { cli } from './secretsOfCli.js';
import { useScene } from './secretsScene.js';
import { sessions } from './secretsSessions.js';
import { browser, tokens } from './secretsSignIn.js';

/** Of what is known when all paths were gone. */
const KINDS = [
  'access_token',
  'client secret',
  'code',
  'code_verifier',
  'refresh_token',
  'row data',
  'state',
  'token of another user',
  'token of the demo org',
];

describe('secrets', () => {
  const scene = useScene();

  describe('are seen nowhere:', () => {
    for (const [name, { go, seen, putIn = [] }] of Object.entries({
      ...tokens,
      ...browser,
      ...sessions,
      ...echoes,
      ...cli,
      ...work,
    })) {
      it(name, async () => {
        await go(scene);
        const { heard, leaks } = await scene.net.empty();
        const elsewhere = leaks.filter(({ place }) => !putIn.includes(place));
        assert.deepEqual(elsewhere, []);
        const [log, messages] = ['the log', 'messages'].map((place) => heard.get(place) ?? '');
        const gone = [...heard.values()].some((text) => seen.test(text));
        assert.ok(
          gone,
          `There is no ${String(seen)}, as if the path was not gone. Log:\n${log}\nMessages:\n${messages}`,
        );
      });
    }

    it('and were of every kind', () => {
      assert.deepEqual(
        KINDS.filter((kind) => !scene.known.kinds.has(kind)),
        [],
      );
    });
  });

  describe('would be seen in every place:', () => {
    it('each has heard something', () => {
      const { places, heardWell } = scene.net;
      const deaf = Object.keys(places).filter((place) => places[place]?.hears && !heardWell.has(place));
      assert.deepEqual(deaf, []);
    });

    it('each hears a careless line', async () => {
      await scene.signIn();
      scene.browse = () => Promise.resolve();
      const found: string[] = [];
      for (const [place, { leak }] of Object.entries(scene.net.places)) {
        const planted = randomBytes(30).toString('hex');
        scene.known.add('credential', planted, planted);
        const takeBack = await leak(planted);
        const { leaks } = await scene.net.empty();
        if (leaks.some((leak) => leak.place === place && leak.what === planted)) found.push(place);
        if (typeof takeBack === 'function') await (takeBack as () => unknown)();
      }
      assert.deepEqual(found, Object.keys(scene.net.places));
    });
  });
});
