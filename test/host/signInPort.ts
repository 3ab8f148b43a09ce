/** Where the browser comes back to in the editor of these tests: another one may run beside it. */
export const SIGN_IN_PORT = Number(process.env['TEST_SIGN_IN_PORT']);
