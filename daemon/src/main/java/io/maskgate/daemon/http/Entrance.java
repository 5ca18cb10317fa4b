package io.maskgate.daemon.http;

import io.maskgate.daemon.access.AccessControl;
import io.maskgate.daemon.tls.ServedCertificate;
import java.util.Optional;

/**
 * What stands between the web listener and whoever comes.
 *
 * @param certificate of its TLS; without one it speaks plain HTTP
 */
public record Entrance(AccessControl access, Optional<ServedCertificate> certificate) {}
