"""What came of a trial, in plain words and both languages. Data only: a key is the finding's stable code."""

from __future__ import annotations

from slipway.containers.trials.checks import Code, Finding
from slipway.messages import Message
from slipway.reasons import Reason

TEXTS: dict[Code, Message] = {
    "answered": Message(
        "It answered with status {status}",
        "返回状态码 {status}",
    ),
    "open": Message(
        "Port {port} takes connections",
        "端口 {port} 可以连接",
    ),
    "exited": Message(
        "The command ended with code 0",
        "命令执行成功，退出码为 0",
    ),
    "status": Message(
        "It answered with status {status}; only 200 to 399 pass",
        "返回状态码 {status}，仅 200 到 399 视为通过",
        "Check the path, and what the service's log says of the request",
        "请检查路径，并查看服务日志中与该请求相关的内容",
    ),
    "closed": Message(
        "Nothing listens on port {port} of the container",
        "容器的端口 {port} 上没有程序监听",
        "Check the port, and whether the program has begun to listen; its log may say on which port",
        "请检查端口是否正确、程序是否已开始监听，监听的端口通常可在日志中查到",
    ),
    "no_answer": Message(
        "Port {port} took the connection and closed it without an answer",
        "端口 {port} 接受连接后未返回任何内容即关闭",
        "Check that HTTP is spoken on this port; look at the service's log",
        "请检查该端口提供的是否为 HTTP 服务，并查看服务日志",
    ),
    "not_http": Message(
        "What answers on port {port} does not speak HTTP",
        "端口 {port} 返回的内容不是 HTTP",
        "Choose another port, or the kind TCP, which only connects",
        "请更换端口，或改用只检查连接的 TCP 方式",
    ),
    "timed_out": Message(
        "No answer within {seconds} s, the probe's timeout",
        "{seconds} 秒（探针的超时时间）内没有应答",
        "Raise the timeout if the program needs longer; otherwise see in its log what it does",
        "若程序确实需要更久，请增大超时时间；否则请查看日志了解程序在做什么",
    ),
    "exit_code": Message(
        "The command ended with code {code}; only 0 passes",
        "命令退出码为 {code}，仅 0 视为通过",
        "See below what it wrote; 126 and 127 mean that there is no such program in the container",
        "请查看下方的输出；126 和 127 表示容器中没有可执行的该程序",
    ),
    "not_runnable": Message(
        "The command could not be run: {reason}",
        "命令无法执行：{reason}",
        "Check that the program exists in the image; without a shell in it, give the program and its words one by one",
        "请检查镜像中是否有该程序；镜像中没有 shell 时，请逐项填写程序及其参数",
    ),
    "loopback_only": Message(
        "The program listens on port {port} of 127.0.0.1 only, where the cluster's probe does not reach it",
        "程序只在 127.0.0.1 的端口 {port} 上监听，集群的探针无法访问",
        "Have the program listen on all addresses (0.0.0.0)",
        "请让程序监听所有地址（0.0.0.0）",
    ),
    "redirects": Message(
        "It redirects again and again, the last time to {url}",
        "一直在重定向，最后一次指向 {url}",
        "Choose a path that answers by itself",
        "请改用能直接应答的路径",
    ),
    "late": Message(
        "No answer within {waited} s; the probe itself would wait for up to {seconds} s",
        "{waited} 秒内没有应答；探针本身最多会等待 {seconds} 秒",
        "A trial does not wait longer. A check that takes so long is a burden: choose a lighter one",
        "试运行不会等待更久。耗时过长的检查会增加负担，建议换成更轻量的检查",
    ),
    "redirects_to_tls": Message(
        "It redirects to {url}; the cluster's probe follows it there, a trial does not",
        "重定向到 {url}；集群的探针会继续访问该地址，试运行不会",
        "Choose a path that answers without a redirection",
        "请改用不会重定向的路径",
    ),
}


def reason_of(finding: Finding) -> Reason:
    """Return the finding in plain words."""
    en, zh, hint, hint_zh = (each.format_map(finding.params) for each in TEXTS[finding.code])
    return Reason(code=finding.code, message=en, message_zh=zh, hint=hint, hint_zh=hint_zh, detail=finding.detail)
