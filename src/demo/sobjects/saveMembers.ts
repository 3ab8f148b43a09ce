// A record that came as JSON, saved by the rules that hold for rows: its members are made cells.

import { toId18 } from '../ids.js';
import type { Field } from '../objects/field.js';
import { assignmentRule } from '../objects/setupObjects.js';
import type { SObject } from '../objects/sobject.js';
import type { Call } from '../router.js';
import { resolveColumns, type Operation } from '../rows/columns.js';
import { StructuralError } from '../rows/csv.js';
import { planRow } from '../rows/planRow.js';
import { RowError } from '../rows/rowError.js';
import { saveRow } from '../rows/saveChunk.js';
import type { Saved } from '../rows/saveRecord.js';
import { toCell, type Members } from './memberCell.js';

interface Target {
  readonly operation: Operation;
  readonly object: SObject;
  /** Of an upsert. */
  readonly externalId?: Field;
}

/**
 * @param members as they came; `attributes` is passed over
 * @throws RowError for what the platform does not save, ApiError 400 JSON_PARSER_ERROR for what it cannot read
 */
export function saveMembers(call: Call, target: Target, members: Members): Saved {
  const { org, user } = call;
  const { object, operation, externalId } = target;
  if (!object.writable) {
    const code = 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY';
    throw new RowError(code, `entity type cannot be ${PAST[operation]}: ${object.name}`);
  }
  const cells = Object.entries(members)
    .filter(([name]) => name !== 'attributes')
    .map(([name, value]) => toCell(call, object, name, value));
  const context = {
    object,
    operation,
    externalId,
    records: org.records,
    keepsRecords: true,
    userId: user.Id,
    doubts: org.settings.doubts,
    assignTo: ownerByRule(call, object),
    columns: columnsOf(
      cells.map(({ header }) => header),
      target,
    ),
  };
  const row = cells.map(({ text }) => text);
  return saveRow(context, planRow(context, row));
}

const PAST: Readonly<Record<Operation, string>> = {
  insert: 'inserted',
  update: 'updated',
  upsert: 'upserted',
  delete: 'deleted',
  hardDelete: 'deleted',
};

function columnsOf(header: readonly string[], { object, operation, externalId }: Target) {
  try {
    return resolveColumns(header, { object, operation, externalId }, 'failsRows');
  } catch (error) {
    if (!(error instanceof StructuralError)) throw error;
    throw new RowError('INVALID_FIELD', error.message.replace(/^\w+ : /, ''));
  }
}

/** The active rule hands new records on, unless `Sforce-Auto-Assign` names another or says FALSE. */
function ownerByRule({ org, request }: Call, object: SObject): string | undefined {
  const wanted = String(request.headers['sforce-auto-assign'] ?? 'TRUE');
  if (/^false$/i.test(wanted)) return undefined;
  const rules = [...org.records.all(assignmentRule)].filter(({ SobjectType }) => SobjectType === object.name);
  const rule = rules.find(({ Id, Active }) => (/^true$/i.test(wanted) ? Active : Id === toId18(wanted)));
  return rule && org.assignsTo(rule.Id);
}
