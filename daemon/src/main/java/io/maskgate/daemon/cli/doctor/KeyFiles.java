package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Private keys: whether none but the daemon's user and group can read them. That they fit is the certificate's check. */
final class KeyFiles {
    private KeyFiles() {}

    static List<Path> of(GatewayConfig config) {
        var web = config.web().tls().filter(_ -> config.web().enabled()).map(tls -> tls.key());
        return Stream.concat(web.stream(), config.mqtt().tls().key().stream())
                .distinct()
                .toList();
    }

    /** @throws IOException naming the file that is not there */
    static Finding look(List<Path> keys) throws IOException {
        var open = new ArrayList<Path>();
        for (var key : keys) {
            if (Files.getPosixFilePermissions(key).contains(PosixFilePermission.OTHERS_READ)) {
                open.add(key);
            }
        }
        String names = open.stream().map(Path::toString).collect(Collectors.joining(", "));
        return open.isEmpty()
                ? Finding.ok(keys.size() + " private, not readable by everybody")
                : Finding.warning(
                        "everybody on this machine can read " + names, "chmod o-rwx " + names.replace(",", ""));
    }
}
