package io.maskgate.daemon.http;

import java.time.Duration;

/**
 * The cookie of a session: out of reach for scripts and for other sites, and over TLS bound to this host by its prefix
 * (RFC 6265bis, section 4.1.3). Cookies know no ports, hence the gateway's own id in the name: somebody with tunnels to
 * several gateways is logged in at all of them.
 *
 * @param secure whether browsers speak TLS to us, or to the proxy before us
 */
record SessionCookie(String gateway, boolean secure) {
    String name() {
        return (secure ? "__Host-" : "") + "maskgate-" + gateway;
    }

    String set(String value, Duration longest) {
        return name() + "=" + value + "; Max-Age=" + longest.toSeconds() + attributes();
    }

    String clear() {
        return name() + "=; Max-Age=0" + attributes();
    }

    private String attributes() {
        return "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
    }
}
