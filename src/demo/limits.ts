import { DAY } from './clock.js';
import type { BulkJob, Job } from './jobs/job.js';
import type { Json } from './json.js';
import { SOBJECTS } from './objects/schema.js';
import type { Org } from './org.js';
import type { Route } from './router.js';
import { BATCH_RECORDS } from './rows/layout.js';

export const DAILY_API_REQUESTS = 15_000;

/** Of a Developer Edition; the names and the values that no edition changes are those of the documented example. */
const LIMITS: Readonly<Record<string, number>> = {
  AnalyticsExternalDataSizeMB: 40_960,
  ConcurrentAsyncGetReportInstances: 200,
  ConcurrentEinsteinDataInsightsStoryCreation: 5,
  ConcurrentEinsteinDiscoveryStoryCreation: 2,
  ConcurrentSyncReportRuns: 20,
  DailyAnalyticsDataflowJobExecutions: 60,
  DailyAnalyticsUploadedFilesSizeMB: 51_200,
  DailyApiRequests: DAILY_API_REQUESTS,
  DailyAsyncApexExecutions: 250_000,
  DailyAsyncApexTests: 500,
  DailyBulkApiBatches: 15_000,
  DailyBulkV2QueryFileStorageMB: 976_562,
  DailyBulkV2QueryJobs: 10_000,
  DailyDurableGenericStreamingApiEvents: 10_000,
  DailyDurableStreamingApiEvents: 10_000,
  DailyGenericStreamingApiEvents: 10_000,
  DailyStandardVolumePlatformEvents: 10_000,
  DailyStreamingApiEvents: 10_000,
  DailyWorkflowEmails: 390,
  DataStorageMB: 5,
  DurableStreamingApiConcurrentClients: 20,
  FileStorageMB: 20,
  HourlyAsyncReportRuns: 1_200,
  HourlyDashboardRefreshes: 200,
  HourlyDashboardResults: 5_000,
  HourlyDashboardStatuses: 999_999_999,
  HourlyLongTermIdMapping: 100_000,
  HourlyManagedContentPublicRequests: 50_000,
  HourlyODataCallout: 1_000,
  HourlyPublishedPlatformEvents: 50_000,
  HourlyPublishedStandardVolumePlatformEvents: 1_000,
  HourlyShortTermIdMapping: 100_000,
  HourlySyncReportRuns: 500,
  HourlyTimeBasedWorkflow: 50,
  MassEmail: 10,
  Package2VersionCreates: 6,
  Package2VersionCreatesWithoutValidation: 500,
  PermissionSets: 1_500,
  PrivateConnectOutboundCalloutHourlyLimitMB: 0,
  SingleEmail: 15,
  StreamingApiConcurrentClients: 20,
};

/** What the org's daily allocation is counted in. */
const batchesOf = ({ numberRecordsProcessed }: Job): number => Math.ceil(numberRecordsProcessed / BATCH_RECORDS);

function limits(org: Org): Json {
  const isOfToday = ({ createdDate }: BulkJob): boolean => createdDate > org.clock.now() - DAY;
  const spent: Readonly<Record<string, number>> = {
    DailyApiRequests: org.apiUsage,
    DailyBulkApiBatches: org.jobs
      .all()
      .filter(isOfToday)
      .reduce((sum, job) => sum + batchesOf(job), 0),
    DailyBulkV2QueryJobs: org.queryJobs.all().filter(isOfToday).length,
  };
  return Object.fromEntries(
    Object.entries(LIMITS).map(([name, Max]) => [name, { Max, Remaining: Math.max(0, Max - (spent[name] ?? 0)) }]),
  );
}

export const limitRoutes: readonly Route[] = [
  { path: '/services/data/v{version}/limits', methods: { GET: ({ org }) => ({ status: 200, json: limits(org) }) } },
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
