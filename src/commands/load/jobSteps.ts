import { l10n, QuickPickItemKind, type QuickPickItem } from 'vscode';
import { UserError } from '../../core/errors.js';
import { guessObject, guessOperation } from '../../core/load/guessObject.js';
import { forbidden, hardDeleteForbidden } from '../../core/load/permissions.js';
import type { Operation } from '../../core/salesforce/job.js';
import type { Field, SObject, SObjectDescribe } from '../../core/salesforce/ports.js';
import { keyOf, type KnownOrg } from '../../orgs/knownOrg.js';
import { notAllowedHere, requireWritable } from '../../orgs/writeGuard.js';
import { escapeIcons } from '../../ui/foreignText.js';
import { settings } from '../../ui/settings.js';
import { BACK, pick, SKIP, type PickOptions, type Place, type Step } from '../../ui/steps.js';
import type { Context } from '../context.js';
import { connectForPerson } from '../connectOrg.js';
import { orgItem, otherOrgs } from '../orgs.js';
import type { Draft } from './draft.js';
import { lastChoice, recentObjects } from './memory.js';

/** The questions that make a job; each is left out where there is nothing to choose. */
export const jobSteps = (ctx: Context, draft: Draft): readonly Step[] => [
  { ask: orgStep(ctx, draft), rare: true },
  { ask: objectStep(ctx, draft) },
  { ask: operationStep(ctx, draft) },
  { ask: externalIdStep(draft), rare: true },
  { ask: assignmentRuleStep(ctx, draft), rare: true },
];

function orgStep(ctx: Context, draft: Draft): Step['ask'] {
  return async (place) => {
    const answer = await askOrg(ctx, draft, place);
    if (answer !== BACK && draft.org) requireWritable(draft.org);
    return answer;
  };
}

async function askOrg(ctx: Context, draft: Draft, place: Place): ReturnType<Step['ask']> {
  const orgs = ctx.orgs.list();
  if (draft.org && orgs.length < 2) return SKIP;
  if (orgs.length === 0) {
    draft.org = await connectForPerson(ctx, place);
    return;
  }
  const active = draft.org ?? ctx.orgs.default;
  const choice = await pick<OrgItem>({
    place,
    placeholder: l10n.t('Load into which org?'),
    items: [...orgs.map((org) => markRefused(orgItem(org, ctx.orgs.default))), ...otherOrgs(ctx)],
    active: (item) => active !== undefined && item.org !== undefined && keyOf(item.org) === keyOf(active),
  });
  if (choice === BACK) return BACK;
  draft.org = choice.org ?? (await choice.act?.());
}

interface OrgItem extends QuickPickItem {
  readonly org?: KnownOrg;
  readonly act?: () => Promise<KnownOrg>;
}

/** Quick picks have no items that cannot be chosen: who chooses it is told all of why not. */
const markRefused = <Item extends ReturnType<typeof orgItem>>(item: Item): Item =>
  notAllowedHere(item.org)
    ? { ...item, description: `${item.description} · $(lock) ${l10n.t('not allowed in this window')}` }
    : item;

interface ObjectItem extends QuickPickItem {
  readonly object?: SObject;
}

function objectStep(ctx: Context, draft: Draft): Step['ask'] {
  return async (place) => {
    const { rest } = await ctx.orgs.salesforce(keyOf(draft.org as KnownOrg));
    const options: PickOptions<ObjectItem> = {
      place,
      placeholder: l10n.t('Which object? Search by label or API name'),
      items: rest.describeGlobal().then((objects) => objectItems(ctx, draft, objects)),
    };
    const choice = await pick(options);
    if (choice === BACK) return BACK;
    if (!choice.object) throw new UserError('UnknownObject', l10n.t('Choose an object.'));
    draft.object = await rest.describe(choice.object.name);
  };
}

/** Guessed first, then those used lately, then all by label. */
function objectItems(ctx: Context, draft: Draft, all: readonly SObject[]): readonly ObjectItem[] {
  const objects = all.filter((object) => object.createable || object.updateable || object.deletable);
  const byName = new Map(objects.map((object) => [object.name, object]));
  const file = draft.files[0];
  const previous = file && lastChoice(ctx.memento, file.uri)?.object;
  const guessed =
    file && (byName.get(previous ?? '') ?? guessObject(objects, file.fileName, file.facts.header, file.ids));
  const recent = recentObjects(ctx.memento).flatMap((name) => byName.get(name) ?? []);
  const groups: readonly (readonly [string, readonly SObject[]])[] = [
    [previous === undefined ? l10n.t('fits the file') : l10n.t('last time'), guessed ? [guessed] : []],
    [l10n.t('recent'), recent],
    [l10n.t('all objects'), [...objects].sort((a, b) => a.label.localeCompare(b.label))],
  ];
  const seen = new Set<string>();
  return groups.flatMap(([title, members]) => {
    const fresh = members.filter((object) => !seen.has(object.name));
    for (const object of fresh) seen.add(object.name);
    if (fresh.length === 0) return [];
    const items = fresh.map((object): ObjectItem => ({
      label: escapeIcons(object.label),
      description: object.name,
      object,
    }));
    return [{ label: title, kind: QuickPickItemKind.Separator }, ...items];
  });
}

const OPERATIONS: readonly {
  readonly operation: Operation;
  readonly detail: string;
}[] = [
  { operation: 'insert', detail: l10n.t('Each row becomes a new record') },
  { operation: 'update', detail: l10n.t('Each row changes the record of its Id') },
  { operation: 'upsert', detail: l10n.t('Updates the record with the same external id, else inserts') },
  { operation: 'delete', detail: l10n.t('Moves the records to the Recycle Bin; only the Id column is sent') },
  { operation: 'hardDelete', detail: l10n.t('Deletes the records for good, past the Recycle Bin') },
];

function operationStep(ctx: Context, draft: Draft): Step['ask'] {
  return async (place) => {
    const object = draft.object as SObjectDescribe;
    const { rest } = await ctx.orgs.salesforce(keyOf(draft.org as KnownOrg));
    const file = draft.files[0];
    const guess =
      (file && (lastChoice(ctx.memento, file.uri)?.operation ?? guessOperation(file.facts.header))) ??
      settings.defaultOperation(file?.uri);
    const whyNot = new Map<Operation, string | undefined>(
      OPERATIONS.map(({ operation }) => [operation, forbidden(operation, object)]),
    );
    for (let wanted: Operation = guess; ;) {
      const choice = await pick({
        place,
        placeholder: l10n.t('What should happen to {0}?', object.labelPlural),
        items: OPERATIONS.map(({ operation, detail }) => operationItem(operation, detail, whyNot.get(operation))),
        active: (item) => item.operation === wanted,
      });
      if (choice === BACK) return BACK;
      wanted = choice.operation;
      // Asked only of who wants it: it takes a call.
      if (wanted === 'hardDelete' && !whyNot.get(wanted)) whyNot.set(wanted, await hardDeleteForbidden(rest));
      if (whyNot.get(wanted) !== undefined) continue; // it stays on show, with the reason
      draft.operation = wanted;
      return;
    }
  };
}

const operationItem = (operation: Operation, detail: string, whyNot: string | undefined) => ({
  operation,
  label: whyNot === undefined ? operation : `$(circle-slash) ${operation}`,
  description: escapeIcons(whyNot ?? ''),
  detail,
});

/** Fields an upsert can find records by. */
const isKey = (field: Field): boolean => field.externalId || field.idLookup;

function externalIdStep(draft: Draft): Step['ask'] {
  return async (place) => {
    draft.externalIdFieldName = undefined;
    if (draft.operation !== 'upsert') return SKIP;
    const keys = (draft.object as SObjectDescribe).fields.filter(isKey);
    const columns = draft.files[0]?.facts.header.map((name) => name.toLowerCase());
    const inFile = columns ? keys.filter((field) => columns.includes(field.name.toLowerCase())) : keys;
    if (inFile.length === 1) {
      draft.externalIdFieldName = inFile[0]?.name;
      return SKIP;
    }
    if (inFile.length === 0) {
      throw new UserError(
        'ExternalIdColumnMissing',
        l10n.t('No column of the file can find records of {0}.', (draft.object as SObjectDescribe).label),
        {
          nextStep: l10n.t(
            'Name one of the columns after an external id field: {0}',
            keys.map((k) => k.name).join(', '),
          ),
        },
      );
    }
    const choice = await pick({
      place,
      placeholder: l10n.t('Which field finds the records?'),
      items: inFile.map((field) => ({ label: field.name, description: escapeIcons(field.label) })),
      active: (item) => inFile.find((field) => field.externalId)?.name === item.label,
    });
    if (choice === BACK) return BACK;
    draft.externalIdFieldName = choice.label;
  };
}

/** Objects whose records can be given an owner by rules. */
const WITH_ASSIGNMENT_RULES = ['Case', 'Lead'];

function assignmentRuleStep(ctx: Context, draft: Draft): Step['ask'] {
  return async (place) => {
    draft.assignmentRule = undefined;
    const object = (draft.object as SObjectDescribe).name;
    if (!WITH_ASSIGNMENT_RULES.includes(object) || !['insert', 'update', 'upsert'].includes(draft.operation ?? ''))
      return SKIP;
    const { rest } = await ctx.orgs.salesforce(keyOf(draft.org as KnownOrg));
    const soql = `SELECT Id, Name FROM AssignmentRule WHERE SobjectType = '${object}' AND Active = true`;
    const rules = await rest.query<{ Id: string; Name: string }>(soql);
    if (rules.length === 0) return SKIP;
    const none: QuickPickItem & { rule?: { id: string; name: string } } = { label: l10n.t('No assignment rule') };
    const choice = await pick({
      place,
      placeholder: l10n.t('Assign the records by a rule?'),
      items: [none, ...rules.map(({ Id, Name }) => ({ label: escapeIcons(Name), rule: { id: Id, name: Name } }))],
    });
    if (choice === BACK) return BACK;
    draft.assignmentRule = choice.rule;
  };
}
