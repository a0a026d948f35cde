import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { fetchFromNpm } from '../harness/real-projects.ts';
import { run } from '../harness/run.ts';

const PEOPLE = {
  paul: { GIT_AUTHOR_NAME: 'Paul Dubois', GIT_AUTHOR_EMAIL: 'paul@example.com', GIT_COMMITTER_NAME: 'Paul Dubois', GIT_COMMITTER_EMAIL: 'paul@example.com' },
  nadia: { GIT_AUTHOR_NAME: 'Nadia Benali', GIT_AUTHOR_EMAIL: 'nadia@example.com', GIT_COMMITTER_NAME: 'Nadia Benali', GIT_COMMITTER_EMAIL: 'nadia@example.com' },
} as const;
type Author = keyof typeof PEOPLE;

export const SECRET = 'tr0ub4dor-and-3';

/** Five applications in one repository, two of them real ones from the registry (an API and an interface), with history by two people. */
export class Monolith {
  readonly folder: string;
  readonly #work: string;
  #commits = 0;

  constructor(work: string) {
    this.#work = work;
    this.folder = join(work, 'qwanyx-server');
  }

  async make(): Promise<void> {
    await mkdir(this.folder);
    await this.git('paul', 'init', '--quiet', '--initial-branch=main');
    await this.#put('belgicomics/server', await fetchFromNpm(this.#work, 'json-server@0.17.4'));
    await this.commit('paul', 'Serve the catalogue', { 'README.md': '# Everything\n', 'docker-compose.yml': 'services: {}\n' });
    await this.#put('belgicomics/site', await fetchFromNpm(this.#work, 'reveal.js@5.1.0'));
    await this.commit('nadia', 'Show it', {});
    await this.commit('paul', 'First backend', { 'autodin/backend/pyproject.toml': '[project]\nname = "autodin"\n', 'autodin/backend/app.py': 'print(1)\n', 'autodin/frontend/package.json': '{ "name": "front" }\n', 'autodin/frontend/src/app.tsx': 'export {};\n' });
    await this.commit('nadia', 'Diagnose', { 'autodin/backend/app.py': 'print(2)\n', 'autodin/backend/jobs/nightly.py': 'pass\n', 'autodin/backend/.env': `PASSWORD=${SECRET}\n` });
    await this.commit('paul', 'An API for all', { 'qwanyx-api/package.json': '{ "name": "api" }\n', 'qwanyx-api/src/index.ts': 'export {};\n' });
    await this.commit('nadia', 'Cash', { 'personal-cash/app/composer.json': '{}\n', 'personal-cash/app/index.php': '<?php\n', 'personal-cash/web/package.json': '{}\n', 'personal-cash/web/index.html': '<p>\n' });
    await this.commit('paul', 'Humans', { 'digital-humans/requirements.txt': 'numpy\n', 'digital-humans/agent.py': 'pass\n', 'scripts/deploy.sh': 'true\n', 'scripts/back-up.sh': 'true\n' });
    await this.commit('nadia', 'Retry the nightly job', { 'autodin/backend/jobs/nightly.py': 'retry()\n' });
  }

  /** A bare copy that git's dumb HTTP protocol can serve. */
  async publish(folder: string): Promise<void> {
    const bare = join(folder, 'qwanyx-server.git');
    await run(['git', 'clone', '--quiet', '--bare', this.folder, bare]);
    await run(['git', '-C', bare, 'update-server-info']);
  }

  git(author: Author, ...args: string[]): Promise<string> {
    return run(['git', '-C', this.folder, '-c', 'commit.gpgsign=false', ...args], { env: PEOPLE[author] });
  }

  async commit(author: Author, message: string, files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.folder, path)), { recursive: true });
      await writeFile(join(this.folder, path), content);
    }
    await this.git(author, 'add', '--all', '--force');
    const date = `2024-03-${String((this.#commits += 1)).padStart(2, '0')}T12:00:00Z`;
    await run(['git', '-C', this.folder, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', message], { env: { ...PEOPLE[author], GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date } });
  }

  async #put(path: string, source: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await cp(source, join(this.folder, path), { recursive: true });
    await rm(source, { recursive: true });
  }
}
