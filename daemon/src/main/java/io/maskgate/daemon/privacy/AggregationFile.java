package io.maskgate.daemon.privacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The running interval on disk: counts only, readable by the service's user alone. Used by one thread at a time. */
public final class AggregationFile {
    private static final System.Logger LOG = System.getLogger(AggregationFile.class.getName());

    private final Path file;
    private final String gateway;
    private final ObjectMapper mapper = new ObjectMapper();
    private boolean failing;

    /**
     * @param state folder of the service's own; it is there
     * @param gateway whose counts they are: the folder may be a copy of a neighbour's, who tells them himself
     */
    public AggregationFile(Path state, String gateway) {
        this.gateway = gateway;
        file = state.resolve("aggregation.json");
    }

    /** Deletes what was counted in mode aggregate, small counts included: no other mode tells or ends that interval. */
    public void clear(String mode) {
        try {
            if (PrivateFiles.delete(file)) {
                LOG.log(
                        Level.INFO,
                        "privacy.mode is {0}: the counts of an interval that was running in mode aggregate were deleted",
                        mode);
            }
        } catch (IOException e) {
            LOG.log(
                    Level.ERROR,
                    "privacy.mode is {0}, and the counts of an earlier time in mode aggregate cannot be deleted; delete {1}: {2}",
                    mode,
                    file,
                    e);
        }
    }

    /** What an earlier process left; nothing where that cannot be read or is another gateway's, which is said. */
    Optional<Interval> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            var json = mapper.readTree(Files.readAllBytes(file));
            // An earlier release did not write whose they are.
            var other = json.path("gateway").asText(gateway);
            if (!other.equals(gateway)) {
                LOG.log(
                        json.path("cameras").isEmpty() ? Level.INFO : Level.WARNING,
                        "{0}: the counts of the running interval are of gateway {1}, and this one is {2}: they begin anew",
                        file,
                        other,
                        gateway);
                return Optional.empty();
            }
            return Optional.of(interval(json));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            LOG.log(
                    Level.ERROR,
                    "{0}: expected the counts of the running interval, found a damaged file; they begin anew: {1}",
                    file,
                    e.getMessage());
            return Optional.empty();
        }
    }

    private static Interval interval(JsonNode json) {
        Map<String, Passages> cameras = new LinkedHashMap<>();
        for (var entry : json.path("cameras").properties()) {
            var row = entry.getValue();
            cameras.put(
                    entry.getKey(),
                    new Passages(
                            row.path("facemask").asInt(),
                            row.path("no_facemask").asInt(),
                            row.path("undecided").asInt(),
                            row.path("online_ms").asLong()));
        }
        return new Interval(
                UUID.fromString(json.path("id").asText()),
                Instant.parse(json.path("from").asText()),
                Instant.parse(json.path("to").asText()),
                cameras);
    }

    /** Whether it is on disk; a disk that takes nothing is said once, and the next call tries again. */
    boolean write(Interval interval) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("gateway", gateway);
        json.put("id", interval.id().toString());
        json.put("from", interval.from().toString());
        json.put("to", interval.to().toString());
        var cameras = json.putObject("cameras");
        interval.cameras()
                .forEach((camera, passages) -> cameras.putObject(camera)
                        .put("facemask", passages.facemask())
                        .put("no_facemask", passages.noFacemask())
                        .put("undecided", passages.undecided())
                        .put("online_ms", passages.onlineMillis()));
        try {
            PrivateFiles.replace(file, json.toString().getBytes(StandardCharsets.UTF_8));
            if (failing) {
                failing = false;
                LOG.log(Level.INFO, "{0} is written again", file);
            }
            return true;
        } catch (IOException e) {
            if (!failing) {
                failing = true;
                LOG.log(Level.ERROR, "{0}: the running counts cannot be kept, a restart would lose them: {1}", file, e);
            }
            return false;
        }
    }
}
