import { SOBJECTS } from './objects/schema.js';
import type { Route } from './router.js';

export const DAILY_API_REQUESTS = 15_000;

const LIMITS: Readonly<Record<string, number>> = {
  ConcurrentAsyncGetReportInstances: 200,
  DailyAsyncApexExecutions: 250_000,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DailyBulkV2QueryJobs: 10_000,
  DailyWorkflowEmails: 390,
  DataStorageMB: 5,
  FileStorageMB: 20,
  HourlyTimeBasedWorkflow: 50,
  SingleEmail: 15,
};

export const limitRoutes: readonly Route[] = [
  {
    path: '/services/data/v{version}/limits',
    methods: {
      GET: ({ org }) => ({
        status: 200,
        json: {
          ...Object.fromEntries(Object.entries(LIMITS).map(([name, Max]) => [name, { Max, Remaining: Max }])),
          DailyApiRequests: { Max: DAILY_API_REQUESTS, Remaining: DAILY_API_REQUESTS - org.apiUsage },
        },
      }),
    },
  },
  {
    path: '/services/data/v{version}/limits/recordCount',
    methods: {
      GET: ({ org, query }) => {
        const names = query.get('sObjects')?.split(',');
        const objects = SOBJECTS.filter(({ name }) => names?.includes(name) ?? true);
        const counts = objects.map((object) => ({ count: [...org.records.all(object)].length, name: object.name }));
        return { status: 200, json: { sObjects: counts.filter(({ count }) => count > 0) } };
      },
    },
  },
];
