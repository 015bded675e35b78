/** Copy files into and out of a container, telling how far it has come. */
import { REQUEST_HEADERS } from '../start/first';

import { REQUEST_ID_HEADER } from './client';
import type { Place } from './containers';
import { asApiError, errorFrom, ownError } from './errors';
import { archiveOf, onlyFileIn } from './tar';

export interface Progress {
  /** Bytes so far. */
  done: number;
  /** Null where nobody knows: an archive is made while it is sent. */
  total: number | null;
}

export interface Copy<T> {
  finished: Promise<T>;
  stop: () => void;
}

export function filesAddress({ tenant_id, pod, container }: Place, path: string): string {
  const where = [tenant_id, pod, container].map(encodeURIComponent).join('/');
  return `/api/v1/containers/${where}/files?${new URLSearchParams({ path }).toString()}`;
}

export interface Taken {
  name: string;
  content: Blob;
}

/** Take what is at a path: a file as it is, a directory as an archive. */
export function takeFiles(place: Place, path: string, told: (progress: Progress) => void): Copy<Taken> {
  const abort = new AbortController();
  return { finished: read(place, path, told, abort.signal), stop: () => abort.abort() };
}

async function read(
  place: Place,
  path: string,
  told: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Taken> {
  try {
    const response = await fetch(filesAddress(place, path), { headers: REQUEST_HEADERS, signal });
    if (!response.ok || !response.body) {
      const body: unknown = await response.json().catch(() => null);
      throw errorFrom(response.status, body, response.headers.get(REQUEST_ID_HEADER) ?? '');
    }
    const pieces: BlobPart[] = [];
    let done = 0;
    const reader = response.body.getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      pieces.push(piece.value);
      done += piece.value.length;
      told({ done, total: null });
    }
    const archive = new Blob(pieces, { type: 'application/x-tar' });
    const last = /([^/]+)\/*$/.exec(path)?.[1];
    return (await onlyFileIn(archive)) ?? { name: `${last ?? place.pod}.tar`, content: archive };
  } catch (thrown) {
    throw asApiError(thrown);
  }
}

/** Put files into a directory of the container. */
export function putFiles(
  place: Place,
  path: string,
  files: readonly File[],
  told: (progress: Progress) => void,
): Copy<void> {
  const request = new XMLHttpRequest();
  const finished = new Promise<void>((done, failed) => {
    request.open('PUT', filesAddress(place, path));
    for (const [name, value] of Object.entries(REQUEST_HEADERS)) request.setRequestHeader(name, value);
    request.setRequestHeader('Content-Type', 'application/x-tar');
    request.upload.onprogress = ({ loaded, total }) => told({ done: loaded, total });
    request.onload = () => {
      if (request.status < 400) done();
      else failed(refusalOf(request));
    };
    request.onerror = () => failed(ownError('client.unreachable'));
    request.onabort = () => failed(new DOMException('', 'AbortError'));
    request.send(archiveOf(files));
  });
  return { finished, stop: () => request.abort() };
}

function refusalOf(request: XMLHttpRequest) {
  let body: unknown = null;
  try {
    body = JSON.parse(request.responseText);
  } catch {
    // Not an answer of ours: told below as one that cannot be understood.
  }
  return errorFrom(request.status, body, request.getResponseHeader(REQUEST_ID_HEADER) ?? '');
}

/** Have the browser store something that is here already. */
export function store({ name, content }: Taken): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
