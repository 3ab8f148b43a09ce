import type { Workbench } from './workbench.js';

const LOAD = 'Load to Salesforce…';

/** From the explorer's menu. That of an extension comes a moment after the window: who is faster clicks again. */
export async function startLoad(workbench: Workbench, file: string): Promise<void> {
  await workbench.openContainer('Explorer');
  for (;;) {
    const menu = await workbench.explorer.menu(file);
    if ((await menu.items()).includes(LOAD)) return menu.choose(LOAD);
    await menu.close();
  }
}

/** From the explorer's menu up to the confirmation. @param object its label */
export async function upToConfirmation(
  workbench: Workbench,
  file: string,
  object: string,
  operation: string,
): Promise<void> {
  await startLoad(workbench, file);
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
