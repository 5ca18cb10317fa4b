package io.maskgate.hw.inference.tensorrt;

import io.maskgate.hw.host.ProcessUser;
import io.maskgate.hw.inference.Precision;
import io.maskgate.hw.inference.ZooModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose a folder of built engines is: an engine is code, which whoever broke into the service may have written. */
public final class EngineOwner {
    private static final String ROOT = "root";

    private EngineOwner() {}

    /**
     * Who else than root may write engines there, where root asks: root neither loads what lies there nor makes anything, which
     * would be his then. Empty for everybody else, who is that user himself or may not do more than he.
     *
     * @param engines the folder; where there is none, whose the folder around it is
     */
    public static Optional<String> otherThanRoot(Path engines) {
        return ProcessUser.isRoot() ? owner(engines).filter(owner -> !owner.equals(ROOT)) : Optional.empty();
    }

    /**
     * The folder of engines for a command that has no folder of its own: the daemon's, and for root, where that is not his, one
     * that nobody else writes.
     *
     * @param home of whoever typed the command
     */
    public static Path folderFor(Path daemons, Path home) {
        return otherThanRoot(daemons).isEmpty() ? daemons : home.resolve(".cache/maskgate/engines");
    }

    private static Optional<String> owner(Path engines) {
        var folder = engines.toAbsolutePath();
        var there = Stream.of(folder, folder.getParent()).filter(Files::exists).findFirst();
        try {
            return there.isPresent() ? Optional.of(Files.getOwner(there.get()).getName()) : Optional.empty();
        } catch (IOException _) {
            // Gone meanwhile: nothing lies there that could be loaded.
            return Optional.empty();
        }
    }

    /**
     * What builds an engine in its owner's name, or loads and tries the one that lies there. It names everything itself: the
     * service's user may not read the credentials that a configuration names.
     *
     * @param engines the folder {@code engines} of a state folder
     */
    public static String build(String owner, ZooModel model, Optional<Precision> precision, Path engines) {
        return "sudo -u " + owner + " maskgate engine build --model " + argument(model)
                + precision.map(wanted -> " --precision " + wanted.text()).orElse("") + " --state "
                + engines.toAbsolutePath().getParent();
    }

    /**
     * A name alone leads to models of the zoo, and not to others; the folder of a model that is one file may hold other
     * precisions, of which another engine would be built.
     */
    private static Path argument(ZooModel model) {
        var file = model.files().values().iterator().next().toAbsolutePath().normalize();
        var dir = model.dir().toAbsolutePath();
        boolean ofFolder = model.files().size() > 1
                || (model.card().isPresent() ? isAlone(file, dir.normalize()) : dir.endsWith(model.name()));
        return ofFolder ? dir : file;
    }

    /** Whether whoever is given the folder finds this file in it and no other. */
    private static boolean isAlone(Path file, Path dir) {
        var found = Stream.of(Precision.values())
                .map(precision -> dir.resolve(precision.fileName()))
                .filter(Files::isRegularFile)
                .toList();
        return found.equals(List.of(file));
    }
}
