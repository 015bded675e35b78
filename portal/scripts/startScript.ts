/**
 * Makes `/start.js` of `src/start`: a plain script in one piece, since it runs before the first module has arrived, made of
 * what the portal's own code uses too, so that both ask for the same.
 */
import { build } from 'rolldown';
import type { Plugin } from 'vite';

const SOURCE = 'src/start/index.ts';
const FILE = 'start.js';

export function startScript(): Plugin {
  return {
    name: 'slipway-start-script',
    async generateBundle() {
      this.emitFile({ type: 'asset', fileName: FILE, source: await script() });
    },
    configureServer: (server) => {
      server.middlewares.use(`/${FILE}`, (_request, response, next) => {
        script().then((code) => {
          response.setHeader('Content-Type', 'text/javascript');
          response.end(code);
        }, next);
      });
    },
    transformIndexHtml: () => [{ tag: 'script', attrs: { src: `/${FILE}` }, injectTo: 'head-prepend' }],
  };
}

async function script(): Promise<string> {
  const { output } = await build({
    input: SOURCE,
    platform: 'browser',
    write: false,
    output: { format: 'iife', minify: true },
  });
  return output[0].code;
}
