"""The Prometheus that charts come from."""

from slipway.messages.message import Message

PROMETHEUS = {
    "prometheus.not_set": Message(
        "There are no charts: the platform has not been told of a Prometheus",
        "暂无图表：平台尚未配置 Prometheus",
        "An administrator sets SLIPWAY_PROMETHEUS_URL to one that collects the cluster's cAdvisor metrics",
        "请管理员将 SLIPWAY_PROMETHEUS_URL 设置为采集本集群 cAdvisor 指标的 Prometheus 地址",
    ),
    "prometheus.gateway_not_set": Message(
        "Requests and errors are not shown: the platform has not been told how the gateway's metrics are called",
        "暂无请求与错误数据：平台尚未配置网关指标的名称",
        "An administrator sets SLIPWAY_GATEWAY_METRICS to who makes the gateway, or the three queries",
        "请管理员设置 SLIPWAY_GATEWAY_METRICS（网关类型），或设置三个查询语句",
    ),
    "prometheus.unavailable": Message(
        "Prometheus does not answer, so there are no charts at the moment: {reason}",
        "Prometheus 没有响应，暂时无法显示图表：{reason}",
        "Everything else works without it; an administrator looks at it and at SLIPWAY_PROMETHEUS_URL",
        "其他功能不受影响；请管理员检查 Prometheus 及 SLIPWAY_PROMETHEUS_URL",
    ),
    "prometheus.slow": Message(
        "Prometheus did not answer within {seconds} seconds",
        "Prometheus 未在 {seconds} 秒内响应",
        "Try a shorter range; SLIPWAY_PROMETHEUS_TIMEOUT_SECONDS sets the time",
        "请尝试较短的时间范围；等待时间由 SLIPWAY_PROMETHEUS_TIMEOUT_SECONDS 设置",
    ),
    "prometheus.unauthorized": Message(
        "Prometheus does not accept the platform's credentials (HTTP {status})",
        "Prometheus 不接受平台的凭据（HTTP {status}）",
        "An administrator checks SLIPWAY_PROMETHEUS_TOKEN, or _USERNAME and _PASSWORD",
        "请管理员检查 SLIPWAY_PROMETHEUS_TOKEN，或 _USERNAME 与 _PASSWORD",
    ),
    "prometheus.refused": Message(
        "Prometheus refuses the question: {reason}",
        "Prometheus 拒绝了查询：{reason}",
    ),
    "prometheus.unreadable": Message(
        "What answers in the place of Prometheus is none: {reason}",
        "该地址的响应不是 Prometheus 的结果：{reason}",
        "An administrator checks SLIPWAY_PROMETHEUS_URL: the address without /api/v1, as http://prometheus:9090",
        "请管理员检查 SLIPWAY_PROMETHEUS_URL：不含 /api/v1 的地址，例如 http://prometheus:9090",
    ),
}
