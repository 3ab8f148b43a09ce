/** Style of the approval page; colours have a contrast of 4.5 and more against what they stand on. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #eef1f5; --card: #fff; --text: #1c2430; --quiet: #566070; --line: #8b95a3;
  --accent: #0b5cab; --on-accent: #fff; --chosen: #e8f1fb; --warning: #8a4b00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #12161c; --card: #1c222b; --text: #e8ecf2; --quiet: #a9b3c1; --line: #6b7686;
    --accent: #7db8f5; --on-accent: #0c1a2a; --chosen: #24354a; --warning: #f0b35a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: clamp(.5rem, 4vw, 1rem); display: grid; place-items: center;
  background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: 100%; max-width: 27rem; padding: clamp(1rem, 5vw, 1.5rem); background: var(--card);
  border-radius: .75rem; box-shadow: 0 1px 3px #0003, 0 8px 30px #0002; overflow-wrap: anywhere;
}
header { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; justify-content: space-between; }
.kind { padding: 0 .6rem; border: 1px solid var(--line); border-radius: 1rem; font-size: .8125rem; color: var(--quiet); }
[data-kind="Production"] { border-color: currentColor; color: var(--warning); font-weight: 600; }
h1 { margin: 1.25rem 0 1rem; font-size: 1.375rem; font-weight: 400; line-height: 1.3; }
h1 strong { font-weight: 600; }
h2, legend { margin: 0; padding: 0; font-size: .875rem; font-weight: 600; color: var(--quiet); }
ul { margin: .375rem 0 1.25rem; padding-left: 1.25rem; }
fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
.user {
  display: flex; gap: .75rem; align-items: center; margin-top: .5rem; padding: .5rem .75rem;
  border: 1px solid var(--line); border-radius: .5rem; cursor: pointer; line-height: 1.35;
}
.user:has(:checked) { background: var(--chosen); border-color: var(--accent); }
.user:has(:focus-visible), button:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
input { flex: none; margin: 0; width: 1.125rem; height: 1.125rem; accent-color: var(--accent); }
input:focus-visible { outline: none; }
small { font-size: .875rem; color: var(--quiet); }
.buttons { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1.5rem; }
button {
  flex: 1 1 7rem; min-height: 2.75rem; padding: 0 1rem; border: 1px solid var(--line); border-radius: .5rem;
  background: transparent; color: inherit; font: inherit; font-weight: 600; cursor: pointer;
}
button:hover { border-color: var(--accent); }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.primary:hover { filter: brightness(1.1); }
footer { margin-top: 1.25rem; font-size: .8125rem; color: var(--quiet); }
footer p { margin: .375rem 0 0; }
code { font-size: .9em; }
`;
