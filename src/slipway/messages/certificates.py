"""Certificates of own domains."""

from slipway.messages.message import Message

CERTIFICATES = {
    "certificate.not_found": Message("The domain {host} has no certificate", "域名 {host} 没有证书"),
    "certificate.malformed": Message(
        "This is no certificate in PEM format",
        "不是有效的 PEM 格式证书",
        "It begins with -----BEGIN CERTIFICATE-----; behind the domain's own stand those of its issuers",
        "内容应以 -----BEGIN CERTIFICATE----- 开头，域名证书在前，其后为签发机构的证书",
    ),
    "certificate.key_malformed": Message(
        "This is no private key in PEM format",
        "不是有效的 PEM 格式私钥",
        "It begins with -----BEGIN PRIVATE KEY-----, or with RSA or EC before PRIVATE",
        "内容应以 -----BEGIN PRIVATE KEY----- 开头，PRIVATE 之前也可带有 RSA 或 EC",
    ),
    "certificate.key_encrypted": Message(
        "The private key is encrypted by a passphrase",
        "私钥设有口令",
        "Take the passphrase off first: openssl pkey -in FILE -out PLAIN",
        "请先去除口令：openssl pkey -in FILE -out PLAIN",
    ),
    "certificate.key_unfit": Message(
        "The private key is too weak, or of a kind that browsers do not take",
        "私钥强度不足，或其类型不受浏览器支持",
        "Make one of RSA with 2048 to 8192 bits, or of ECDSA with the curve P-256, P-384 or P-521",
        "请使用 2048 至 8192 位的 RSA 密钥，或 P-256、P-384、P-521 曲线的 ECDSA 密钥",
    ),
    "certificate.other_key": Message(
        "The private key belongs to another certificate",
        "私钥与证书不匹配",
        "Give the key that this certificate was requested with",
        "请提供申请该证书时所用的私钥",
    ),
    "certificate.disorder": Message(
        "The certificates do not follow one another: {subject} stands at the wrong place",
        "证书链顺序有误：{subject} 的位置不正确",
        "First the domain's own, then who has issued it, and so on",
        "请将域名证书放在最前，其后依次为各级签发机构的证书",
    ),
    "certificate.no_names": Message(
        "The certificate names no hosts, so that browsers refuse it for {host}",
        "证书未列出任何主机名，浏览器不会接受其用于 {host}",
        "Have one issued with subject alternative names",
        "请申请包含使用者可选名称（SAN）的证书",
    ),
    "certificate.other_names": Message(
        "The certificate is for {names}, and not for {host}",
        "证书适用于 {names}，不适用于 {host}",
        "Have one issued for this host; a wildcard covers one part of a name",
        "请为该主机名申请证书，泛域名证书仅覆盖一级名称",
    ),
    "certificate.expired": Message("The certificate of {subject} expired at {at}", "{subject} 的证书已于 {at} 过期"),
    "certificate.not_yet_valid": Message(
        "The certificate of {subject} is valid only from {at}", "{subject} 的证书自 {at} 起才生效"
    ),
    "certificate.old_signature": Message(
        "The certificate of {subject} is signed by SHA-1 or MD5, which browsers refuse",
        "{subject} 的证书使用 SHA-1 或 MD5 签名，浏览器不会接受",
        "Have a new one issued",
        "请重新申请证书",
    ),
    "certificate.ended": Message(
        "The certificate of {host} has expired: browsers refuse the site",
        "{host} 的证书已过期，浏览器将拒绝访问",
        "Set a new one, or remove it to serve the host by HTTP only",
        "请更换证书，或移除证书后仅通过 HTTP 提供服务",
    ),
    "certificate.ends_soon": Message(
        "The certificate of {host} expires in {days} days",
        "{host} 的证书将在 {days} 天后过期",
        "Set a new one before that",
        "请在此之前更换证书",
    ),
    "certificate.no_authority": Message(
        "The platform has no authority to get the certificate of {host} from",
        "平台未配置证书签发机构，无法自动申请 {host} 的证书",
        "Set one of your own, or ask the platform's administrators",
        "请上传自有证书，或联系平台管理员",
    ),
    "certificate.not_automatic": Message(
        "The certificate of {host} is not renewed by the platform", "{host} 的证书不是由平台自动续期的"
    ),
    "certificate.challenge_not_met": Message(
        "The authority did not find the platform at http://{host}/: {reason}",
        "证书签发机构无法通过 http://{host}/ 访问平台：{reason}",
        "Let the host lead to the platform in DNS, reachable from outside at port 80; it is tried again by itself",
        "请将该主机名解析到平台，并保证外部可访问 80 端口，平台会自动重试",
    ),
    "certificate.authority_limit": Message(
        "The authority issues no more certificates for {host} for now: {reason}",
        "证书签发机构已达到 {host} 的签发上限：{reason}",
        "It is tried again when the authority allows it",
        "在签发机构允许后会自动重试",
    ),
    "certificate.authority_away": Message(
        "The authority does not answer as it should: {reason}",
        "证书签发机构未正常响应：{reason}",
        "It is tried again by itself; when it stays so, tell the platform's administrators",
        "平台会自动重试，如持续失败请联系平台管理员",
    ),
    "certificate.challenge_not_routed": Message(
        "The cluster does not lead the authority's question to the platform: {reason}",
        "集群无法将签发机构的验证请求转发到平台：{reason}",
        "Tell the platform's administrators",
        "请联系平台管理员",
    ),
    "certificate.authority_refuses": Message(
        "The authority does not issue a certificate for {host}: {reason}",
        "证书签发机构拒绝为 {host} 签发证书：{reason}",
        "Mend what it says, for example a CAA record in DNS; it is tried again by itself",
        "请按提示处理，例如检查 DNS 中的 CAA 记录，平台会自动重试",
    ),
    "certificate.refused": Message(
        "The cluster does not serve the certificate of {host}: {reason}",
        "集群未启用 {host} 的证书：{reason}",
        "Tell the platform's administrators",
        "请联系平台管理员",
    ),
}
