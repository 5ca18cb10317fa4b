package io.maskgate.daemon.mqtt;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Which of several daemons under one name somebody is.
 *
 * @param instance of the process; another one at each start, so that a cloned disk does not hide anything
 * @param host name of the machine
 */
record Identity(String instance, String host) {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST = 512;

    /** Of this process. */
    static Identity fresh() {
        return new Identity(UUID.randomUUID().toString().substring(0, 8), hostName());
    }

    private static String hostName() {
        try {
            var name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
            return name.isEmpty() ? "unknown" : name.replaceAll("[^A-Za-z0-9._-]", "-");
        } catch (IOException _) {
            return "unknown";
        }
    }

    String json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("instance", instance)
                .put("host", host)
                .toString();
    }

    /** Empty for anything else. The names come from outside and go into the log: only plain ones are taken. */
    static Optional<Identity> read(byte[] payload) {
        if (payload.length > LONGEST) {
            return Optional.empty();
        }
        try {
            var json = MAPPER.readTree(new String(payload, StandardCharsets.UTF_8));
            var read = new Identity(
                    json.path("instance").asText(), json.path("host").asText());
            return read.instance.matches("[0-9a-f]{8}") && read.host.matches("[A-Za-z0-9._-]{1,253}")
                    ? Optional.of(read)
                    : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "on host " + host + " (instance " + instance + ")";
    }
}
