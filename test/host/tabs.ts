import { commands, window, type Tab } from 'vscode';

/** Waits until the active tab is one of this kind. */
export async function activeTab(fits: (input: unknown) => boolean): Promise<Tab> {
  const active = () => {
    const tab = window.tabGroups.activeTabGroup.activeTab;
    return tab && fits(tab.input) ? tab : undefined;
  };
  return (
    active() ??
    new Promise<Tab>((resolve) => {
      const subscription = window.tabGroups.onDidChangeTabs(() => {
        const tab = active();
        if (!tab) return;
        subscription.dispose();
        resolve(tab);
      });
    })
  );
}

/** Closes all editors; what is not saved is lost. */
export async function closeEditors(): Promise<void> {
  while (window.tabGroups.activeTabGroup.activeTab) {
    await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  }
}
