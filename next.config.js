/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  // The gateway compresses: assets once, at build time, with brotli.
  compress: false,
  images: { unoptimized: true },
  // Types are checked by TypeScript 7 (npm run check), whose API Next does not speak yet.
  typescript: { ignoreBuildErrors: true },
};
