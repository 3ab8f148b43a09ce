import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createCA, createCert, type Certificate } from 'mkcert';

/** Of no top-level domain that there is (RFC 2606): only a proxy can lead there. */
export const ORG_HOST = 'acme.my.salesforce.invalid';

export interface Certificates {
  /** Of an authority that the editor of the tests trusts. */
  readonly trusted: Certificate;
  /** Of another one. */
  readonly untrusted: Certificate;
}

const VALIDITY_DAYS = 1;

const newAuthority = (): Promise<Certificate> =>
  createCA({ organization: 'Host tests', countryCode: 'NL', state: '-', locality: '-', validity: VALIDITY_DAYS });

const newCertificate = (ca: Certificate): Promise<Certificate> =>
  createCert({ ca, domains: [ORG_HOST], validity: VALIDITY_DAYS });

/** Makes certificates of the org's host in a folder. @returns the environment of an editor that trusts one of them */
export async function makeCertificates(folder: string): Promise<Record<string, string>> {
  const [ca, other] = await Promise.all([newAuthority(), newAuthority()]);
  const certificates: Certificates = { trusted: await newCertificate(ca), untrusted: await newCertificate(other) };
  const file = path.join(folder, 'certificates.json');
  const caFile = path.join(folder, 'ca.pem');
  await writeFile(file, JSON.stringify(certificates), { mode: 0o600 });
  await writeFile(caFile, ca.cert);
  return { TEST_CERTIFICATES: file, NODE_EXTRA_CA_CERTS: caFile };
}

/** In the editor of the tests. */
export const certificates = async (): Promise<Certificates> =>
  JSON.parse(await readFile(process.env['TEST_CERTIFICATES'] ?? '', 'utf8')) as Certificates;
