// /__demo/…: what tests and demonstrations do to a demo org that runs as its own process. Only with --admin.

import { conductOf } from './conduct/conduct.js';
import { ApiError, readJsonObject, type Answer } from './http.js';
import type { Doubts } from './doubts.js';
import { isFault } from './faults.js';
import type { Json } from './json.js';
import type { Settings } from './options.js';
import type { RequestLog } from './requestLog.js';
import type { Call, Route } from './router.js';
import { isPaceName, toPace, type Pace } from './pace.js';
import { seedManyJobs } from './seedJobs.js';

const done: Answer = { status: 204 };

/** `{"pace": "instant" | "fast" | "visible" | <ms> | {queuedMs, stepMs, rowsPerStep, maxSteps}}` */
async function setPace({ org, request }: Call): Promise<Answer> {
  const { pace } = await readJsonObject(request);
  if (typeof pace === 'string' && !isPaceName(pace)) throw new ApiError(400, 'API_ERROR', `Unknown pace ${pace}`);
  org.settings.pace = toPace(pace as Pace | number);
  return done;
}

/** Values of the Organization row: `{"IsSandbox": true}`. */
async function setOrganization({ org, request }: Call): Promise<Answer> {
  Object.assign(org.organization, await readJsonObject(request));
  return done;
}

/** One more session; those before it stay. */
const openSession = ({ org }: Call): Answer => ({ status: 201, json: { accessToken: org.newAccessToken() } });

/** All sessions end but the new one that is answered, so that the caller can go on. */
function expireSessions({ org }: Call): Answer {
  org.expireSessions();
  return { status: 200, json: { accessToken: org.newAccessToken() } };
}

/** What is changed in the demo org's app: `{"isRefreshTokenRotationEnabled": true}`. */
async function setApp({ org, request }: Call): Promise<Answer> {
  Object.assign(org.settings.apps.demo, await readJsonObject(request));
  return done;
}

function expireRefreshTokens({ org }: Call): Answer {
  org.grants.expireRefreshTokens();
  return done;
}

async function setDoubts({ org, request }: Call): Promise<Answer> {
  Object.assign(org.settings.doubts, (await readJsonObject(request)) as Partial<Doubts>);
  return done;
}

/** `{"count": 2500}`: finished jobs for the list. */
async function addJobs({ org, request }: Call): Promise<Answer> {
  const { count } = await readJsonObject(request);
  seedManyJobs(org, Number(count), [org.userId]);
  return done;
}

export const adminRoutes = (log: RequestLog): readonly Route[] => [
  {
    path: '/__demo/faults',
    methods: {
      GET: ({ org }) => ({ status: 200, json: org.faults.list() as unknown as Json }),
      POST: async ({ org, request }) => {
        const fault = await readJsonObject(request);
        if (!isFault(fault)) throw new ApiError(400, 'API_ERROR', `Unknown fault ${String(fault['kind'])}`);
        org.faults.add(fault);
        return done;
      },
      DELETE: ({ org }) => {
        org.faults.clear();
        return done;
      },
    },
  },
  {
    path: '/__demo/log',
    methods: {
      GET: () => ({ status: 200, json: log.entries as unknown as Json }),
      DELETE: () => {
        log.clear();
        return done;
      },
    },
  },
  {
    path: '/__demo/conduct',
    methods: {
      GET: ({ org, query }) => ({
        status: 200,
        json: conductOf(org, log, query.get('except') ?? undefined) as unknown as Json,
      }),
    },
  },
  { path: '/__demo/pace', methods: { POST: setPace } },
  { path: '/__demo/org', methods: { POST: setOrganization } },
  { path: '/__demo/doubts', methods: { POST: setDoubts } },
  { path: '/__demo/app', methods: { POST: setApp } },
  { path: '/__demo/refreshTokens', methods: { DELETE: expireRefreshTokens } },
  { path: '/__demo/sessions', methods: { POST: openSession, DELETE: expireSessions } },
  { path: '/__demo/jobs', methods: { POST: addJobs } },
  {
    path: '/__demo/settings',
    methods: {
      POST: async ({ org, request }) => {
        const { hardDelete, maxUploadBytes, maxKeptRecords } = (await readJsonObject(request)) as Partial<Settings>;
        if (hardDelete !== undefined) org.settings.hardDelete = hardDelete;
        if (maxUploadBytes !== undefined) org.settings.maxUploadBytes = maxUploadBytes;
        if (maxKeptRecords !== undefined) org.settings.maxKeptRecords = maxKeptRecords;
        return done;
      },
    },
  },
];
