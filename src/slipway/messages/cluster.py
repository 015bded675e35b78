"""The cluster."""

from slipway.messages.message import Message

CLUSTER = {
    "cluster.unavailable": Message(
        "The cluster does not answer",
        "集群没有响应",
        "Applications keep running; try again in a moment",
        "已发布的应用不受影响，请稍后重试",
    ),
    "cluster.misconfigured": Message(
        "The cluster's configuration cannot be used: {reason}",
        "集群配置不可用：{reason}",
        "Check the setting SLIPWAY_KUBECONFIG and the file that it names",
        "请检查 SLIPWAY_KUBECONFIG 及其指向的文件",
    ),
    "cluster.unauthorized": Message(
        "The cluster does not accept the platform's credentials: {reason}",
        "集群不接受平台的凭据：{reason}",
        "Renew the credentials in the kubeconfig",
        "请更新 kubeconfig 中的凭据",
    ),
    "cluster.rejected": Message("The cluster refuses: {reason}", "集群拒绝了该请求：{reason}"),
    "cluster.not_found": Message("The cluster has no such object: {reason}", "集群中没有该对象：{reason}"),
    "cluster.conflict": Message(
        "The object was changed in the cluster at the same moment: {reason}",
        "该对象刚刚在集群中被修改：{reason}",
        "Try again",
        "请重试",
    ),
    "cluster.not_disruptable": Message("The pod cannot be evicted now: {reason}", "Pod 暂时不能驱逐：{reason}"),
    "cluster.expired": Message("The cluster no longer keeps that revision: {reason}", "集群已不再保留该版本：{reason}"),
}
