// How the pages are built. `npm run dev` serves them with the API of a running appliance behind them
// (SCHOOLGATE=https://127.0.0.1:8443 by default).
import { defineConfig } from 'vite';

const appliance = process.env.SCHOOLGATE ?? 'https://127.0.0.1:8443';
const proxied = {
  target: appliance,
  changeOrigin: true,
  secure: false, // its certificate is self-signed until the school installs one
  headers: { origin: appliance },
};
const proxy = { '/api': proxied, '/healthz': proxied, '/metrics': proxied };

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  css: { preprocessorOptions: { scss: { quietDeps: true, silenceDeprecations: ['import', 'mixed-decls', 'global-builtin', 'if-function'], loadPaths: ['node_modules'] } } },
  server: { port: Number(process.env.PORT ?? 5173), host: '127.0.0.1', strictPort: true, proxy },
  preview: { port: Number(process.env.PORT ?? 5173), host: '127.0.0.1', strictPort: true, proxy },
  build: {
    outDir: process.env.SCHOOLGATE_WEB_OUT ?? 'dist',
    emptyOutDir: true,
    target: ['es2022', 'safari16', 'firefox115', 'chrome109'],
    assetsInlineLimit: 0, // the content security policy allows no data: address
    modulePreload: { polyfill: false }, // the polyfill would be one more script, for browsers that we do not support
    reportCompressedSize: false, // build/size.mjs does, and fails
  },
});
