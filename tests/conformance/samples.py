"""A small valid object of every resource that localkube may serve, and a change to it that anybody may make."""

from __future__ import annotations

from typing import Any

Obj = dict[str, Any]

_TEMPLATE: Obj = {
    "metadata": {"labels": {"app": "tour"}},
    "spec": {"containers": [{"name": "main", "image": "tour/absent:1", "imagePullPolicy": "Never"}]},
}
_SELECTOR: Obj = {"matchLabels": {"app": "tour"}}
_JOB: Obj = {"template": {**_TEMPLATE, "spec": {**_TEMPLATE["spec"], "restartPolicy": "Never"}}, "suspend": True}
_BACKEND: Obj = {"service": {"name": "tour", "port": {"number": 80}}}
_WANTED: Obj = {"verb": "get", "resource": "pods", "namespace": "default"}

SAMPLES: dict[str, Obj] = {
    "clusterrolebindings.rbac.authorization.k8s.io": {
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "tour"}],
    },
    "clusterroles.rbac.authorization.k8s.io": {"rules": [{"nonResourceURLs": ["/tour"], "verbs": ["get"]}]},
    "configmaps": {"data": {"colour": "blue"}},
    "controllerrevisions.apps": {"revision": 1, "data": {"spec": {}}},
    "cronjobs.batch": {"spec": {"schedule": "0 0 1 1 *", "suspend": True, "jobTemplate": {"spec": _JOB}}},
    "customresourcedefinitions.apiextensions.k8s.io": {
        "metadata": {"name": "tours.example.org"},
        "spec": {
            "group": "example.org",
            "scope": "Namespaced",
            "names": {"plural": "tours", "singular": "tour", "kind": "Tour"},
            "versions": [
                {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": {"type": "object"}}}
            ],
        },
    },
    "daemonsets.apps": {"spec": {"selector": _SELECTOR, "template": _TEMPLATE}},
    "deployments.apps": {"spec": {"replicas": 0, "selector": _SELECTOR, "template": _TEMPLATE}},
    "endpoints": {"subsets": [{"addresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 80}]}]},
    "endpointslices.discovery.k8s.io": {
        "addressType": "IPv4",
        "endpoints": [{"addresses": ["192.0.2.1"]}],
        "ports": [{"port": 80}],
    },
    "events": {"involvedObject": {"kind": "Namespace", "name": "tour"}, "reason": "Tour", "type": "Normal"},
    "events.events.k8s.io": {
        "eventTime": "2026-01-01T00:00:00.000000Z",
        "reportingController": "example.org/tour",
        "reportingInstance": "tour-1",
        "action": "Touring",
        "reason": "Tour",
        "type": "Normal",
        "regarding": {"kind": "Namespace", "name": "tour"},
    },
    "gatewayclasses.gateway.networking.k8s.io": {"spec": {"controllerName": "example.org/tour"}},
    "gateways.gateway.networking.k8s.io": {
        "spec": {"gatewayClassName": "tour", "listeners": [{"name": "http", "port": 80, "protocol": "HTTP"}]}
    },
    "horizontalpodautoscalers.autoscaling": {
        "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "none"}, "maxReplicas": 2}
    },
    "httproutes.gateway.networking.k8s.io": {"spec": {"hostnames": ["tour.example.org"]}},
    "ingressclasses.networking.k8s.io": {"spec": {"controller": "example.org/tour"}},
    "ingresses.networking.k8s.io": {"spec": {"ingressClassName": "none", "defaultBackend": _BACKEND}},
    "jobs.batch": {"spec": _JOB},
    "leases.coordination.k8s.io": {"spec": {"holderIdentity": "tour"}},
    "limitranges": {"spec": {"limits": [{"type": "Container", "max": {"cpu": "4"}}]}},
    "localsubjectaccessreviews.authorization.k8s.io": {"spec": {"user": "tour", "resourceAttributes": _WANTED}},
    "namespaces": {},
    "networkpolicies.networking.k8s.io": {"spec": {"podSelector": {}, "policyTypes": ["Ingress"]}},
    "nodes": {"spec": {"unschedulable": True}},
    "persistentvolumeclaims": {
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": "none",
            "resources": {"requests": {"storage": "1Mi"}},
        }
    },
    "persistentvolumes": {
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "capacity": {"storage": "1Mi"},
            "hostPath": {"path": "/tmp"},
            "storageClassName": "none",
        }
    },
    "poddisruptionbudgets.policy": {"spec": {"minAvailable": 1, "selector": _SELECTOR}},
    "pods": {"spec": {**_TEMPLATE["spec"], "nodeSelector": {"tour": "nowhere"}}},
    "podtemplates": {"template": _TEMPLATE},
    "priorityclasses.scheduling.k8s.io": {"value": 1},
    "replicasets.apps": {"spec": {"replicas": 0, "selector": _SELECTOR, "template": _TEMPLATE}},
    "replicationcontrollers": {"spec": {"replicas": 0, "selector": {"app": "tour"}, "template": _TEMPLATE}},
    "resourcequotas": {"spec": {"hard": {"pods": "10"}}},
    "rolebindings.rbac.authorization.k8s.io": {
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "tour"},
        "subjects": [{"kind": "ServiceAccount", "name": "default"}],
    },
    "roles.rbac.authorization.k8s.io": {"rules": [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]},
    "secrets": {"stringData": {"word": "hunter2"}},
    "serviceaccounts": {},
    "selfsubjectaccessreviews.authorization.k8s.io": {"spec": {"resourceAttributes": _WANTED}},
    "selfsubjectreviews.authentication.k8s.io": {},
    "selfsubjectrulesreviews.authorization.k8s.io": {"spec": {"namespace": "default"}},
    "services": {"spec": {"ports": [{"port": 80}], "selector": {"app": "tour"}}},
    "statefulsets.apps": {"spec": {"replicas": 0, "serviceName": "tour", "selector": _SELECTOR, "template": _TEMPLATE}},
    "storageclasses.storage.k8s.io": {"provisioner": "example.org/tour"},
    "subjectaccessreviews.authorization.k8s.io": {
        "spec": {"user": "tour", "groups": ["tours"], "extra": {"tour": ["yes"]}, "resourceAttributes": _WANTED}
    },
    "tokenreviews.authentication.k8s.io": {"spec": {"token": "tour", "audiences": ["tours"]}},
}
"""By resource and group. What is not said here (names, labels) is the tour's."""
