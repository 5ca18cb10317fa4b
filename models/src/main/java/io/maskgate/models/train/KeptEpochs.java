package io.maskgate.models.train;

import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The weights of a run's best epochs, {@code epoch-05.safetensors}: their mean ({@code average}) is often better than any
 * of them, which nobody can know before the run is over.
 *
 * @param most how many stay; 0: none is written
 */
record KeptEpochs(Path folder, int most) {
    /** Named as {@link #file} does: a copy or a mean beside them is none of them. */
    private static final Pattern NAME = Pattern.compile("epoch-(\\d{2}|[1-9]\\d{2,8})\\.safetensors");

    /** An epoch on disk, and how good it is. */
    private record Kept(Path file, int epoch, double map50) {}

    /**
     * Keeps an epoch if it is one of the best; of equal ones the earlier stays. What was kept before is read from the
     * folder, so that a run that was killed goes on with it.
     *
     * @param epoch counted from 1
     * @param weights with {@code epoch} and {@code map50} in their metadata
     */
    void offer(int epoch, Safetensors weights) throws IOException {
        if (most == 0) {
            return;
        }
        weights.write(file(epoch));
        var kept = kept();
        kept.sort(Comparator.comparingDouble(Kept::map50).reversed().thenComparing(Kept::epoch));
        for (var surplus : kept.subList(Math.min(most, kept.size()), kept.size())) {
            Files.deleteIfExists(surplus.file);
        }
    }

    /**
     * An epoch here that those of a new run would be held against.
     *
     * @param first the one that a run evaluates first: a kill before the first checkpoint leaves it, and it is replaced
     */
    Optional<Path> ofAnotherRun(int first) throws IOException {
        return most == 0
                ? Optional.empty()
                : kept().stream()
                        .filter(each -> each.epoch != first)
                        .min(Comparator.comparingInt(Kept::epoch))
                        .map(Kept::file);
    }

    /**
     * The best that is here, of equal ones the earlier.
     *
     * @param least mAP50 it must have
     */
    Optional<Path> best(double least) throws IOException {
        return most == 0
                ? Optional.empty()
                : kept().stream()
                        .filter(each -> each.map50 >= least)
                        .min(Comparator.comparingDouble(Kept::map50).reversed().thenComparing(Kept::epoch))
                        .map(Kept::file);
    }

    private Path file(int epoch) {
        return folder.resolve(String.format(Locale.ROOT, "epoch-%02d.safetensors", epoch));
    }

    private List<Kept> kept() throws IOException {
        var kept = new ArrayList<Kept>();
        try (var files = Files.newDirectoryStream(folder, "epoch-[0-9]*.safetensors")) {
            for (var file : files) {
                var name = NAME.matcher(String.valueOf(file.getFileName()));
                if (name.matches()) {
                    var metadata = Safetensors.read(file, _ -> false).metadata();
                    kept.add(new Kept(
                            file,
                            Integer.parseInt(name.group(1)),
                            Double.parseDouble(metadata.getOrDefault("map50", "-1"))));
                }
            }
        }
        return kept;
    }
}
