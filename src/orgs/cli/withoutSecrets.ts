/** Access tokens (`00D…!…`, JWT) and sfdx auth URLs. */
const SECRETS = /\b00D\w{9,15}!\S+|\beyJ[\w-]+\.[\w-]+\.[\w-]+|\bforce:\/\/\S+/g;

/** A text of another program, fit to be shown and logged. */
export const withoutSecrets = (text: string): string => text.replace(SECRETS, '…');
