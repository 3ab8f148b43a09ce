import { ApiError, notFound } from './http.js';
import type { Json } from './json.js';
import type { Route } from './router.js';
import { identityUrl } from './urls.js';

const OLDEST = 31;
const SEASONS = ['Summer', 'Winter', 'Spring'] as const;

/** Three releases a year: v31.0 is Summer '14, v32.0 Winter '15. */
function label(version: number): string {
  const index = version - OLDEST;
  const year = 14 + Math.floor(index / 3) + (index % 3 === 0 ? 0 : 1);
  const apostrophe = version === 42 ? '’' : "'"; // as Salesforce writes it for Spring ’18
  return `${SEASONS[index % 3]} ${apostrophe}${year}`;
}

const listVersions = (apiMax: number): Json =>
  Array.from({ length: apiMax - OLDEST + 1 }, (_, index) => {
    const version = `${OLDEST + index}.0`;
    return { label: label(OLDEST + index), url: `/services/data/v${version}`, version };
  });

/**
 * @returns 67 for `/services/data/v67.0/…`, 0 for a path without a version
 * @throws ApiError 404, 410
 */
export function versionOf(path: string, apiMax: number): number {
  const match = /^\/services\/data\/v([^/]*)/.exec(path);
  if (!match) return 0;
  const version = /^\d{2}\.0$/.test(match[1] ?? '') ? Number(match[1]) : NaN;
  if (version < OLDEST) throw new ApiError(410, 'GONE', 'The requested API version is no longer available');
  if (!(version <= apiMax)) throw notFound();
  return version;
}

const RESOURCES = ['composite', 'jobs', 'limits', 'query', 'queryAll', 'sobjects'];

export const versionRoutes: readonly Route[] = [
  { path: '/services/data', methods: { GET: ({ org }) => ({ status: 200, json: listVersions(org.settings.apiMax) }) } },
  {
    path: '/services/data/v{version}',
    methods: {
      GET: ({ org, user, request, version }) => {
        const base = `/services/data/v${version}.0`;
        const paths = Object.fromEntries(RESOURCES.map((name) => [name, `${base}/${name}`]));
        return { status: 200, json: { ...paths, identity: identityUrl(request, org, user) } };
      },
    },
  },
];
