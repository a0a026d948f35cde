/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // Pages only (40 kB become 12): assets are compressed once, at build time, with brotli, and served by the gateway.
  compress: true,
  images: { unoptimized: true },
  experimental: {
    // Half as many files as by default, and a little less in all: each takes the browser and the server 2 ms, which is
    // more than the few kilobytes that pages then share no longer (docs/decisions/042-what-a-page-carries.md).
    turbopackChunking: { minChunkSize: 150_000, requestCost: 1_000_000, maxMergeChunkSize: 4_000_000, firstPageLoadPriority: 0.7 },
  },
  // Types are checked by TypeScript 7 (npm run check), whose API Next does not speak yet. Next adds to the
  // settings it is given; it gets a file of its own to write to.
  typescript: { ignoreBuildErrors: true, tsconfigPath: 'tsconfig.next.json' },
};
