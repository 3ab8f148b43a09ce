import type { Workbench } from './workbench.js';

/** From the explorer's menu up to the confirmation. @param object its label */
export async function upToConfirmation(
  workbench: Workbench,
  file: string,
  object: string,
  operation: string,
): Promise<void> {
  await workbench.openContainer('Explorer');
  await (await workbench.explorer.menu(file)).choose('Load to Salesforce…');
  await chooseJob(workbench, `Load ${file}`, object, operation);
}

/** Answers the questions for object and operation. */
export async function chooseJob(
  { quickInput }: Workbench,
  title: string,
  object: string,
  operation: string,
): Promise<void> {
  await quickInput.titled(title);
  await quickInput.choose(object);
  await quickInput.choose(operation);
}
