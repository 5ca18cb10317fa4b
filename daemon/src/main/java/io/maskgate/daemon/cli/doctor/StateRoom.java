package io.maskgate.daemon.cli.doctor;

import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.config.PrivacyKeys.PrivacyMode;
import io.maskgate.daemon.samples.Samples;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What outbox and pictures may come to take of the state folder's disk: their bounds, less what they have there already.
 *
 * @param bounds the keys that say so, with their values
 * @param more bytes
 */
record StateRoom(String bounds, long more) {
    /** For engines, and what the outbox takes beside what waits in it. */
    private static final long SPARE = 128L << 20;

    static StateRoom of(GatewayConfig config) {
        long events = config.outbox().maxSize().bytes();
        var outbox = config.state().resolve("outbox");
        long lying = Stream.of("outbox.db", "outbox.db-wal")
                .mapToLong(name -> size(outbox.resolve(name)))
                .sum();
        String bounds = "outbox.max-size (" + mib(events) + ")";
        long more = Math.max(0, events - lying) + SPARE;
        if (config.privacy().mode() != PrivacyMode.PICTURES) {
            return new StateRoom(bounds, more);
        }
        long pictures = config.pictures().quota().bytes();
        return new StateRoom(
                bounds + " and pictures.quota (" + mib(pictures) + ")",
                more + Math.max(0, pictures - stored(Samples.folder(config.state()))) + Samples.RESERVE);
    }

    /** @param text of the folder, to which the room is added */
    Finding judge(String text, long free) {
        String all = text + ", " + (free >> 20) + " MiB free";
        return free >= more
                ? Finding.ok(all)
                : Finding.warning(
                        all, "make room for " + mib(more) + ", as " + bounds + " may take; or lower the bounds");
    }

    /** What the caller may not list counts as nothing. */
    private static long stored(Path folder) {
        long bytes = 0;
        try (var pictures = Files.newDirectoryStream(folder, "*.mgp")) {
            for (var picture : pictures) {
                bytes += size(picture);
            }
        } catch (IOException | DirectoryIteratorException _) {
            return bytes;
        }
        return bytes;
    }

    /** Of what is not there, or is hidden, 0. */
    private static long size(Path file) {
        return file.toFile().length();
    }

    private static String mib(long bytes) {
        return Math.ceilDiv(bytes, 1L << 20) + " MiB";
    }
}
