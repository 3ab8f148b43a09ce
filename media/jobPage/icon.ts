import { html, nothing } from 'lit';
import type { PageIcon } from '../../src/webview/protocol.js';

/** A codicon; what it means always stands beside it in words. `sync~spin` turns, as in the editor. */
export const icon = ({ id, color }: PageIcon) => {
  const [name, modifier] = id.split('~');
  const turning = modifier === 'spin' ? 'codicon-modifier-spin' : '';
  return html`<span
    class="codicon codicon-${name} ${turning}"
    data-color=${color ?? nothing}
    aria-hidden="true"
  ></span>`;
};
