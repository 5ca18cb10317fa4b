package io.maskgate.daemon.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Certificates and keys that the configuration names must be there to be read. */
final class FileRules {
    private static final List<String> KEYS =
            List.of("mqtt.tls.ca", "mqtt.tls.certificate", "mqtt.tls.key", "web.tls.certificate", "web.tls.key");

    private final Faults faults;
    private final Bound bound;

    FileRules(Faults faults, Bound bound) {
        this.faults = faults;
        this.bound = bound;
    }

    void check() {
        int cameras = bound.find("cameras.size", Integer.class).orElse(0);
        var ofCameras = IntStream.range(0, cameras).mapToObj(i -> "cameras[" + i + "].tls.ca");
        Stream.concat(KEYS.stream(), ofCameras)
                .forEach(key -> bound.find(key, Path.class)
                        .filter(path -> !Files.isReadable(path))
                        .ifPresent(path -> faults.add(
                                bound.line(key),
                                key,
                                "a readable PEM file",
                                path + ", which is not",
                                "create it and let the daemon's user read it")));
    }
}
