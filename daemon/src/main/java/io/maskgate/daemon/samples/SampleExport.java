package io.maskgate.daemon.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.privacy.PrivateFiles;
import io.maskgate.hw.inference.MaskLabel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Stored pictures as a data set: {@code train} and {@code val} with {@code images/*.jpg} and {@code labels/*.txt}, a row
 * {@code class cx cy w h} per face in fractions of the picture, class 0 facemask, 1 no facemask. Crops whose faces nobody
 * can label lie in {@code unlabelled/images}. The store is only read; the gateway may run.
 */
public final class SampleExport {
    private final Path folder;
    private final Optional<Seal> seal;
    private final double val;

    /**
     * What became of the pictures.
     *
     * @param unreadable left out, and why
     */
    public record Summary(int train, int val, int unlabelled, int events, List<String> unreadable) {
        public Summary {
            unreadable = List.copyOf(unreadable);
        }
    }

    private record Sample(String name, Stored stored) {
        String track() {
            return stored.about().path("camera").asText() + "/"
                    + stored.about().path("track").asText();
        }

        boolean labelled() {
            return stored.about().path("labelled").asBoolean();
        }
    }

    private SampleExport(Path folder, Optional<Seal> seal, double val) {
        this.folder = folder;
        this.seal = seal;
        this.val = val;
    }

    /**
     * Writes the data set.
     *
     * @param val share of the samples that go to {@code val}: the latest, whole tracks, since crops of one face are alike
     * @param events whether snapshots of events go to {@code events} as well
     * @param out must not exist; is there as a whole or not at all
     * @throws IllegalArgumentException when the configuration allows no stored pictures, or its key cannot be used
     * @throws IOException when the folder exists or cannot be written
     */
    public static Summary write(GatewayConfig config, Path out, double val, boolean events) throws IOException {
        var gate = new PrivacyGate(config.privacy(), config.web().preview());
        var refusal = gate.ask(Exit.STORED_PICTURES);
        if (refusal.isPresent()) {
            throw new IllegalArgumentException(refusal.get().detail());
        }
        if (Files.exists(out)) {
            throw new FileAlreadyExistsException(out.toString(), null, "expected a folder that is not there yet");
        }
        var part = out.resolveSibling(out.getFileName() + ".part");
        if (Files.exists(part)) {
            throw new FileAlreadyExistsException(
                    part.toString(), null, "left by an export that was broken off, or one that runs: delete it");
        }
        var seal = Samples.seal(config.pictures().key(), new SecureRandom());
        var summary = new SampleExport(Samples.folder(config.state()), seal, val).write(part, events);
        Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
        return summary;
    }

    private Summary write(Path out, boolean events) throws IOException {
        var unreadable = new ArrayList<String>();
        var samples = read("sample", unreadable);
        var labelled = samples.stream().filter(Sample::labelled).toList();
        int judged = (int) Math.round(val * labelled.size());
        for (var split : List.of("train", "val")) {
            folder(out.resolve(split).resolve("images"));
            folder(out.resolve(split).resolve("labels"));
        }
        int taken = 0;
        int train = 0;
        for (var track : byTrack(labelled).reversed()) {
            // The latest tracks until there are enough; one track at least is learnt from.
            boolean more = taken + track.size() <= judged;
            taken += more ? track.size() : 0;
            train += more ? 0 : track.size();
            for (var sample : track) {
                example(out.resolve(more ? "val" : "train"), sample);
            }
        }
        int unlabelled = 0;
        for (var sample : samples) {
            if (!sample.labelled()) {
                unlabelled++;
                picture(out.resolve("unlabelled/images"), sample.name(), sample.stored());
            }
        }
        int snapshots = events ? snapshots(out.resolve("events"), unreadable) : 0;
        return new Summary(train, taken, unlabelled, snapshots, unreadable);
    }

    private List<Sample> read(String kind, List<String> unreadable) throws IOException {
        var found = new ArrayList<Sample>();
        for (var name : Vault.names(folder, kind)) {
            try {
                found.add(new Sample(name.replace(".mgp", ""), Vault.read(folder, name, seal)));
            } catch (NoSuchFileException e) {
                // Deleted on time, meanwhile.
            } catch (DamagedException e) {
                unreadable.add(folder.resolve(name) + ": " + e.getMessage());
            }
        }
        return found;
    }

    /** Oldest first. */
    private static List<List<Sample>> byTrack(List<Sample> samples) {
        Map<String, List<Sample>> tracks = new LinkedHashMap<>();
        samples.forEach(sample ->
                tracks.computeIfAbsent(sample.track(), _ -> new ArrayList<>()).add(sample));
        return List.copyOf(tracks.values());
    }

    private static void example(Path split, Sample sample) throws IOException {
        picture(split.resolve("images"), sample.name(), sample.stored());
        var rows = new StringBuilder();
        var about = sample.stored().about();
        for (var face : about.path("faces")) {
            rows.append(row(
                    face, about.path("width").asDouble(), about.path("height").asDouble()));
        }
        PrivateFiles.write(
                split.resolve("labels").resolve(sample.name() + ".txt"),
                rows.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static String row(JsonNode face, double width, double height) {
        var box = face.path("box");
        double x0 = box.path(0).asDouble() / width;
        double y0 = box.path(1).asDouble() / height;
        double x1 = box.path(2).asDouble() / width;
        double y1 = box.path(3).asDouble() / height;
        int label = face.path("label").asText().equals(MaskLabel.FACEMASK.text()) ? 0 : 1;
        return String.format(
                Locale.ROOT, "%d %.6f %.6f %.6f %.6f%n", label, (x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0);
    }

    private int snapshots(Path out, List<String> unreadable) throws IOException {
        var events = read("event", unreadable);
        for (var event : events) {
            picture(out, event.name(), event.stored());
            PrivateFiles.write(
                    out.resolve(event.name() + ".json"),
                    event.stored().about().toPrettyString().getBytes(StandardCharsets.UTF_8));
        }
        return events.size();
    }

    private static void picture(Path folder, String name, Stored stored) throws IOException {
        folder(folder);
        PrivateFiles.write(folder.resolve(name + ".jpg"), stored.jpeg());
    }

    private static void folder(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
