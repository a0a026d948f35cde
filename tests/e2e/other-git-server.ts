/** Run by Node inside a workspace: git's own server over HTTP for `/home/ws/elsewhere`, to who has the name and the secret. Prints when it listens. */
export const OTHER_SERVER = { userName: 'marie', secret: 'the secret of elsewhere', url: 'http://127.0.0.1:8099/hub.git' } as const;

export const OTHER_SERVER_PROGRAM = `
const { spawn } = require('node:child_process');
const expected = 'Basic ' + Buffer.from('${OTHER_SERVER.userName}:${OTHER_SERVER.secret}').toString('base64');
require('node:http').createServer(async (request, response) => {
  if (request.headers.authorization !== expected) return response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
  const { pathname, search } = new URL(request.url, 'http://git');
  const env = { ...process.env, GIT_PROJECT_ROOT: '/home/ws/elsewhere', GIT_HTTP_EXPORT_ALL: '1', GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.receivepack', GIT_CONFIG_VALUE_0: 'true', REQUEST_METHOD: request.method, PATH_INFO: pathname, QUERY_STRING: search.slice(1), CONTENT_TYPE: request.headers['content-type'] || '', GIT_PROTOCOL: request.headers['git-protocol'] || '', REMOTE_USER: 'marie', REMOTE_ADDR: '127.0.0.1' };
  const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] });
  request.pipe(child.stdin);
  const chunks = [];
  for await (const chunk of child.stdout) chunks.push(chunk);
  const output = Buffer.concat(chunks);
  const end = output.indexOf('\\r\\n\\r\\n');
  let status = 200;
  for (const line of output.subarray(0, end).toString('latin1').split('\\r\\n')) {
    const [name, value] = line.split(': ');
    if (name === 'Status') status = Number(value.slice(0, 3));
    else response.setHeader(name, value);
  }
  response.writeHead(status).end(output.subarray(end + 4));
}).listen(8099, '127.0.0.1', () => require('node:fs').writeFileSync('/tmp/other-server', 'listens'));
`;
