"""Own domains of tenants."""

from slipway.messages.message import Message

DOMAINS = {
    "domain.not_found": Message("There is no domain {id}", "域名 {id} 不存在"),
    "domain.wildcard": Message(
        "{host} stands for many hosts, and only single hosts can be verified and served",
        "{host} 为泛域名，平台仅支持验证并提供单个主机名",
        "Add each host by its own name",
        "请逐个添加主机名",
    ),
    "domain.not_a_name": Message(
        "{host} is not the name of a host",
        "{host} 不是有效的主机名",
        "Write a name of at least two parts, without http://, port and path, for example www.example.com",
        "请填写至少两级的域名，不含 http://、端口和路径，例如 www.example.com",
    ),
    "domain.malformed": Message(
        "{host} cannot be a name in DNS",
        "{host} 不符合域名规范",
        "Letters, digits and hyphens between single dots; no part is empty, longer than 63, or begins or ends with -",
        "由字母、数字和连字符组成，各级之间以一个点分隔；每一级不能为空，不超过 63 个字符，且不能以连字符开头或结尾",
    ),
    "domain.of_platform": Message(
        "{host} belongs to the platform itself",
        "{host} 属于平台自身",
        "For a name below {domain}, set the service's domain instead",
        "如需 {domain} 下的名称，请直接在服务中设置域名",
    ),
    "domain.doubled": Message("The tenant has the domain {host} already", "该租户已添加域名 {host}"),
    "domain.service_of_other_tenant": Message(
        "The service {service} belongs to another tenant than the domain",
        "服务 {service} 与域名不属于同一租户",
    ),
    "domain.service_without_port": Message(
        "The service {service} declares no TCP port that a domain could lead to",
        "服务 {service} 未声明可供域名访问的 TCP 端口",
        "Add the port to the service first; the first one is served",
        "请先为服务添加端口，域名将指向第一个端口",
    ),
    "domain.too_many_of_service": Message(
        "{limit} own domains lead to the service {service} already, which is the most that a route can have",
        "服务 {service} 已有 {limit} 个自有域名，达到单个路由的上限",
    ),
    "domain.redirect_unavailable": Message(
        "Visitors of {host} cannot be led to https: this cluster serves by Ingress objects, which know no redirects",
        "无法将 {host} 的访问重定向到 HTTPS：当前集群使用 Ingress，Ingress 不支持重定向",
        "Where the platform has a Gateway they can; ask the platform's administrators",
        "使用 Gateway 的平台才支持此功能，请联系平台管理员",
    ),
    "domain.no_record": Message(
        "DNS has no TXT record {record}",
        "DNS 中没有 TXT 记录 {record}",
        "Set it to {value} at your DNS provider. What was just set may take some minutes to be seen",
        "请在 DNS 服务商处将其设置为 {value}，新设置的记录可能需要几分钟才会生效",
    ),
    "domain.other_record": Message(
        "The TXT record {record} says something else",
        "TXT 记录 {record} 的内容不符",
        "Add the value {value}; others may stand beside it",
        "请添加值 {value}，可与其他值并存",
    ),
    "domain.dns_silent": Message(
        "DNS did not answer for {record}",
        "查询 {record} 时 DNS 没有应答",
        "Check that the domain exists and its name servers answer; the platform looks again by itself",
        "请确认域名存在且其 DNS 服务器可用，平台会自动重试",
    ),
    "domain.held": Message(
        "{host} is verified by somebody else on this platform, whose record still stands in DNS",
        "{host} 已由本平台的其他用户验证，且其记录仍在 DNS 中",
        "Remove the other values of {record}, and leave {value}",
        "请删除 {record} 的其他值，仅保留 {value}",
    ),
}
