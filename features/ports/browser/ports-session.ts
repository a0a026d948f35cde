import { defineSession } from '../../../components/workbench/session.ts';
import { OpenPorts } from './open-ports.ts';

export const portsSession = defineSession((workbench) => new OpenPorts(workbench.connection));
