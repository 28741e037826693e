import type { Router } from '../../model/index.ts';
import { alb } from './alb.ts';
import { ambassador } from './ambassador.ts';
import { apisix } from './apisix.ts';
import { appMesh } from './app-mesh.ts';
import { gateway } from './gateway.ts';
import { istio } from './istio/index.ts';
import { nginx } from './nginx.ts';
import type { RouterActions, Update } from './router.ts';
import { smi } from './smi.ts';
import { traefik } from './traefik.ts';

/** What can be done through a router. */
export function actionsOf(router: Router, update: Update): RouterActions {
  switch (router.kind) {
    case 'istio':
      return istio(router, update);
    case 'nginx':
      return nginx(router, update);
    case 'alb':
      return alb(router, update);
    case 'smi':
      return smi(router, update);
    case 'ambassador':
      return ambassador(router, update);
    case 'appMesh':
      return appMesh(router, update);
    case 'traefik':
      return traefik(router, update);
    case 'apisix':
      return apisix(router, update);
    case 'gateway':
      return gateway(router, update);
  }
}
