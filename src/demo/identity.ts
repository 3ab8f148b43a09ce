import { toDateTime } from './clock.js';
import { notFound } from './http.js';
import { toId18 } from './ids.js';
import type { Json } from './json.js';
import type { Call, Route } from './router.js';
import { identityUrl, instanceUrl } from './urls.js';

function urls(call: Call): Record<string, Json> {
  const base = instanceUrl(call.request);
  const data = `${base}/services/data/v{version}`;
  const soap = (kind: string): string => `${base}/services/Soap/${kind}/{version}/${call.org.orgId.slice(0, 15)}`;
  return {
    enterprise: soap('c'),
    metadata: soap('m'),
    partner: soap('u'),
    rest: `${data}/`,
    sobjects: `${data}/sobjects/`,
    search: `${data}/search/`,
    query: `${data}/query/`,
    recent: `${data}/recent/`,
    profile: `${base}/${call.user.Id}`,
    feeds: `${data}/chatter/feeds`,
    groups: `${data}/chatter/groups`,
    users: `${data}/chatter/users`,
    feed_items: `${data}/chatter/feed-items`,
    feed_elements: `${data}/chatter/feed-elements`,
    custom_domain: base,
  };
}

const nickname = ({ user }: Call): string => String(user['Username']).replace(/@.*/, '');

const photos = ({ request }: Call) => ({
  picture: `${instanceUrl(request)}/profilephoto/005/F`,
  thumbnail: `${instanceUrl(request)}/profilephoto/005/T`,
});

function userinfo(call: Call): Json {
  const { org, user, request } = call;
  const { FirstName, LastName, Name, Email, LanguageLocaleKey, LocaleSidKey, TimeZoneSidKey } = user;
  return {
    sub: identityUrl(request, org, user),
    user_id: user.Id,
    organization_id: org.orgId,
    preferred_username: user['Username'] ?? null,
    nickname: nickname(call),
    name: Name ?? null,
    email: Email ?? null,
    email_verified: true,
    given_name: FirstName ?? null,
    family_name: LastName ?? null,
    zoneinfo: TimeZoneSidKey ?? null,
    photos: photos(call),
    profile: `${instanceUrl(request)}/${user.Id}`,
    picture: photos(call).picture,
    address: {},
    is_salesforce_integration_user: false,
    urls: urls(call),
    active: true,
    user_type: 'STANDARD',
    language: LanguageLocaleKey ?? null,
    locale: LocaleSidKey ?? null,
    utcOffset: 0,
    updated_at: new Date(org.startedAt).toISOString(),
    is_app_installed: true,
  };
}

function identity(call: Call): Json {
  const { org, user, params, request } = call;
  const isMe = toId18(params['org'] ?? '') === org.orgId && toId18(params['user'] ?? '') === user.Id;
  if (!isMe) throw notFound();
  return {
    id: identityUrl(request, org, user),
    asserted_user: true,
    user_id: user.Id,
    organization_id: org.orgId,
    username: user['Username'] ?? null,
    nick_name: nickname(call),
    display_name: user['Name'] ?? null,
    email: user['Email'] ?? null,
    email_verified: true,
    first_name: user['FirstName'] ?? null,
    last_name: user['LastName'] ?? null,
    timezone: user['TimeZoneSidKey'] ?? null,
    photos: photos(call),
    addr_street: null,
    addr_city: null,
    addr_state: null,
    addr_country: null,
    addr_zip: null,
    mobile_phone: null,
    mobile_phone_verified: false,
    status: { created_date: null, body: null },
    urls: urls(call),
    active: true,
    user_type: 'STANDARD',
    language: 'en_US',
    locale: 'en_US',
    utcOffset: 0,
    last_modified_date: toDateTime(org.startedAt),
    is_app_installed: true,
  };
}

export const identityRoutes: readonly Route[] = [
  {
    path: '/services/oauth2/userinfo',
    methods: {
      GET: (call) => ({ status: 200, json: userinfo(call) }),
      POST: (call) => ({ status: 200, json: userinfo(call) }),
    },
  },
  { path: '/id/{org}/{user}', methods: { GET: (call) => ({ status: 200, json: identity(call) }) } },
];
