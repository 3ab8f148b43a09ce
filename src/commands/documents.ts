import type { Uri } from 'vscode';
import { fromOutcomeUri, isOutcomeUri } from '../documents/outcomeUri.js';
import { fromResultUri } from '../documents/resultUri.js';
import type { Context } from './context.js';
import { outcomeFile } from './outcome.js';
import { fetchResult } from './results.js';

/** The file behind a document of our scheme, downloaded or written if need be. @throws UserError */
export const fetchDocument = (ctx: Context, uri: Uri): Promise<string> =>
  isOutcomeUri(uri) ? outcomeFile(ctx, fromOutcomeUri(uri)) : fetchResult(ctx, fromResultUri(uri));
