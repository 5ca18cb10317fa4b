package io.maskgate.daemon.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * What the state folder has beside outbox, pictures and engines. A file that may not be read is not one that is damaged: who
 * begins anew renames another over it, and what it said is lost before somebody gives it to the right user.
 */
public final class StateFiles {
    public static final List<String> NAMES =
            List.of("model.json", "aggregation.json", "published-cameras", "published-descriptions", "sparkplug-bdseq");

    private StateFiles() {}

    /** @throws InvalidStep naming the first that may not be read */
    static void readable(Path state) throws InvalidStep {
        readable(state, Files::isReadable);
    }

    static void readable(Path state, Predicate<Path> isReadable) throws InvalidStep {
        var closed = NAMES.stream()
                .map(state::resolve)
                .filter(file -> Files.exists(file) && !isReadable.test(file))
                .findFirst();
        InvalidStep.usable(() -> {
            closed.ifPresent(file -> {
                throw new IllegalStateException(
                        file + ": expected a file this user may read, found no permission; let the"
                                + " service's user own the state folder and all in it: chown -R maskgate: " + state);
            });
            return true;
        });
    }
}
