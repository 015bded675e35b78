"""Openings of services to other tenants."""

from slipway.messages.message import Message

OPENINGS = {
    "opening.not_found": Message("There is no opening {id}", "开放 {id} 不存在"),
    "opening.to_itself": Message(
        "{name} is the tenant that the service belongs to",
        "{name} 就是该服务所属的租户",
        "Services of one tenant reach each other without an opening; name another tenant",
        "同一租户内的服务无需开放即可互访，请填写其他租户",
    ),
    "opening.no_ports": Message(
        "The service {service} has no ports that could be opened",
        "服务 {service} 没有可开放的端口",
        "Add the port to the service first",
        "请先为服务添加端口",
    ),
    "opening.port_unknown": Message(
        "The service {service} has no port {port}",
        "服务 {service} 没有端口 {port}",
        "It has: {known}",
        "该服务的端口：{known}",
    ),
    "opening.doubled": Message(
        "The service {service} is offered or open to {name} already",
        "服务 {service} 已向 {name} 提供开放",
        "Withdraw that opening first to offer other ports",
        "如需改为其他端口，请先收回原有开放",
    ),
    "opening.too_many": Message(
        "The tenant already has {limit} openings that are offered or accepted",
        "该租户已有 {limit} 个待接受或已接受的开放",
        "Withdraw some that are not needed",
        "请收回不再需要的开放",
    ),
    "opening.not_receiver": Message(
        "Only the tenant {name}, to whom it was offered, accepts or refuses this opening",
        "只有被开放的租户 {name} 可以接受或拒绝",
        "Withdraw it instead",
        "您可以改为收回",
    ),
    "opening.not_giver": Message(
        "Only the tenant whose service it is withdraws this opening",
        "只有服务所属的租户可以收回该开放",
        "Refuse it instead: that also ends an opening that was accepted",
        "您可以改为拒绝：已接受的开放也会因此结束",
    ),
    "opening.not_offered": Message(
        "This opening is {state}: only one that is offered can be accepted",
        "该开放的状态为 {state}，只能接受状态为 offered 的开放",
        "Ask the other tenant to offer it again",
        "请对方租户重新提供开放",
    ),
    "opening.over": Message(
        "This opening has ended already: it is {state}",
        "该开放已结束，状态为 {state}",
    ),
    "opening.nobody_has_it": Message(
        "No tenant has got this offer: there was none called {name} when it was made",
        "没有租户收到该开放：提供时不存在名为 {name} 的租户",
        "Withdraw it, and offer the service again once there is such a tenant",
        "请收回，待该租户存在后重新提供",
    ),
    "opening.direction_of_nobody": Message(
        "Given and received are seen from a tenant: say which one",
        "“给出”与“收到”是相对某个租户而言的，请指定租户",
        "Choose the tenant; a request to the API names it as tenant_id",
        "请选择租户；直接调用 API 时填写 tenant_id",
    ),
}
