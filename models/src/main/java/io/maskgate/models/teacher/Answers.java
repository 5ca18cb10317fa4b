package io.maskgate.models.teacher;

import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.data.AugmentRecipe;
import io.maskgate.models.weights.Safetensors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * A teacher's answers, kept in files, one for each batch: {@code <folder>/<teacher>/<views>/e<epoch>-b<batch>.safetensors}.
 * Teacher and views go by digests, so that no answer is ever taken for another's. Float32, hence a replayed answer is the
 * given one bit by bit. Any number of threads use it.
 */
final class Answers {
    private final Optional<Path> folder;
    private final String views;
    private final LongAdder asked = new LongAdder();
    private final LongAdder replayed = new LongAdder();
    private final LongAdder askedNanos = new LongAdder();
    private final LongAdder replayedNanos = new LongAdder();

    /**
     * @param folder of the teacher; empty: nothing is kept
     * @param views what the views depend on besides their recipe: data, seed, batch
     */
    Answers(Optional<Path> folder, String views) {
        this.folder = folder;
        this.views = views;
    }

    /** How an answer is found. */
    record Key(AugmentRecipe recipe, int epoch, int index) {}

    /** Asks, since nothing is kept or the kept one is not enough. */
    interface Asked {
        Map<String, Safetensors.Entry> ask() throws IOException;
    }

    /**
     * The kept answer, or a new one, which is kept.
     *
     * @param needed tensors a kept answer must have
     * @throws IOException when a kept answer is damaged, or the new one cannot be written
     */
    Map<String, Safetensors.Entry> get(Key key, Set<String> needed, Asked teacher) throws IOException {
        long start = System.nanoTime();
        var file = folder.map(root -> file(root, key));
        if (file.isPresent() && Files.exists(file.get())) {
            var kept = kept(file.get());
            if (kept.keySet().containsAll(needed)) {
                replayed.increment();
                replayedNanos.add(System.nanoTime() - start);
                return kept;
            }
        }
        var answer = teacher.ask();
        if (file.isPresent()) {
            new Safetensors(Map.of("views", views), answer).write(file.get());
        }
        asked.increment();
        askedNanos.add(System.nanoTime() - start);
        return answer;
    }

    /** An answer that is not to be kept. */
    <T> T unkept(Supplier<T> teacher) {
        long start = System.nanoTime();
        var answer = teacher.get();
        asked.increment();
        askedNanos.add(System.nanoTime() - start);
        return answer;
    }

    private static Map<String, Safetensors.Entry> kept(Path file) throws IOException {
        try {
            return Safetensors.read(file).tensors();
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "; delete it, and the teacher is asked again", e);
        }
    }

    private Path file(Path root, Key key) {
        return root.resolve(digest(views + key.recipe))
                .resolve(String.format(Locale.ROOT, "e%04d-b%05d.safetensors", key.epoch, key.index));
    }

    Counts counts() {
        return new Counts(asked.sum(), replayed.sum(), askedNanos.sum() / 1e9, replayedNanos.sum() / 1e9);
    }

    static String digest(String text) {
        return Sha256.hex(text).substring(0, 12);
    }
}
