package io.maskgate.daemon.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.maskgate.daemon.config.GatewayConfig;
import io.maskgate.daemon.privacy.Exit;
import io.maskgate.daemon.privacy.PrivacyGate;
import io.maskgate.daemon.privacy.PrivateFiles;
import io.maskgate.hw.inference.MaskLabel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Stored pictures as a data set: {@code train} and {@code val} with {@code images/*.jpg} and {@code labels/*.txt}, a row
 * {@code class cx cy w h} per face in fractions of the picture, class 0 facemask, 1 no facemask. Crops whose faces nobody
 * can label lie in {@code unlabelled/images}. The store is only read; the gateway may run.
 */
public final class SampleExport {
    private final Path folder;
    private final Optional<Seal> seal;
    private final double val;
    private final BreakOff breakOff;
    private final List<String> unreadable = new ArrayList<>();

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

    /** What is remembered of a sample: all pictures together are more than memory holds. */
    private record Sample(String file, String track, boolean labelled, String model) {
        static Sample of(String file, JsonNode about) {
            return new Sample(
                    file,
                    about.path("camera").asText() + "/" + about.path("track").asText(),
                    about.path("labelled").asBoolean(),
                    about.path("model").asText());
        }
    }

    private SampleExport(Path folder, Optional<Seal> seal, double val, BreakOff breakOff) {
        this.folder = folder;
        this.seal = seal;
        this.val = val;
        this.breakOff = breakOff;
    }

    /**
     * Writes the data set.
     *
     * @param val share of the samples that go to {@code val}: the latest, whole tracks, since crops of one face are alike
     * @param events whether snapshots of events go to {@code events} as well
     * @param out must not exist; is there as a whole or not at all, also where the process is told to end meanwhile
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
        try (var breakOff = BreakOff.watch()) {
            return whole(new SampleExport(Samples.folder(config.state()), seal, val, breakOff), part, out, events);
        }
    }

    private static Summary whole(SampleExport export, Path part, Path out, boolean events) throws IOException {
        try {
            var summary = export.write(part, events);
            Files.move(part, out, StandardCopyOption.ATOMIC_MOVE);
            return summary;
        } catch (IOException | RuntimeException | Error e) {
            discard(part, e);
            throw e;
        }
    }

    /** Half a data set is pictures of people that nobody looks after. */
    private static void discard(Path part, Throwable why) {
        try (var all = Files.walk(part)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (NoSuchFileException nothingYet) {
            // It failed before the first picture.
        } catch (IOException | UncheckedIOException e) {
            why.addSuppressed(e);
        }
    }

    private Summary write(Path out, boolean events) throws IOException {
        var samples = new ArrayList<Sample>();
        for (var name : PictureFolder.names(folder, "sample")) {
            read(name).map(stored -> Sample.of(name, stored.about())).ifPresent(samples::add);
        }
        var labelled = samples.stream().filter(Sample::labelled).toList();
        int judged = (int) Math.round(val * labelled.size());
        for (var split : List.of("train", "val")) {
            folder(out.resolve(split).resolve("images"));
            folder(out.resolve(split).resolve("labels"));
        }
        int taken = 0;
        int inVal = 0;
        int inTrain = 0;
        for (var track : byTrack(labelled).reversed()) {
            // The latest tracks until there are enough; one track at least is learnt from.
            boolean more = taken + track.size() <= judged;
            taken += more ? track.size() : 0;
            int written = examples(out.resolve(more ? "val" : "train"), track);
            inVal += more ? written : 0;
            inTrain += more ? 0 : written;
        }
        summary(out, labelled, inVal);
        int unlabelled = unlabelled(out.resolve("unlabelled/images"), samples);
        int snapshots = events ? snapshots(out.resolve("events")) : 0;
        return new Summary(inTrain, inVal, unlabelled, snapshots, unreadable);
    }

    /** Whose the labels are, in the form of {@code maskgate data label}: who judges by them asks. */
    private static void summary(Path out, List<Sample> labelled, int judging) throws IOException {
        var root = Stored.json();
        root.put("schema", "maskgate.labels/1");
        root.put(
                "model",
                "the gateway by "
                        + labelled.stream()
                                .map(Sample::model)
                                .distinct()
                                .sorted()
                                .collect(Collectors.joining(", ")));
        root.putObject("judging").put("given", 0).put("labelled", judging);
        PrivateFiles.write(
                out.resolve("summary.json"), (root.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * One picture; nothing where it was deleted on time meanwhile, or is damaged or lies on a bad sector, which the summary
     * says: it keeps no other.
     */
    private Optional<Stored> read(String file) throws IOException {
        breakOff.check();
        try {
            return Optional.of(PictureFolder.read(folder, file, seal));
        } catch (NoSuchFileException gone) {
            return Optional.empty();
        } catch (AccessDeniedException e) {
            // Of another user, as all of them: whoever asks has to be another.
            throw e;
        } catch (DamagedException e) {
            unreadable.add(folder.resolve(file) + ": " + e.getMessage());
            return Optional.empty();
        } catch (IOException e) {
            unreadable.add(folder.resolve(file) + ": " + e);
            return Optional.empty();
        }
    }

    /** Oldest first. */
    private static List<List<Sample>> byTrack(List<Sample> samples) {
        Map<String, List<Sample>> tracks = new LinkedHashMap<>();
        samples.forEach(sample ->
                tracks.computeIfAbsent(sample.track(), _ -> new ArrayList<>()).add(sample));
        return List.copyOf(tracks.values());
    }

    private int examples(Path split, List<Sample> track) throws IOException {
        int written = 0;
        for (var sample : track) {
            var stored = read(sample.file());
            if (stored.isPresent()) {
                picture(split.resolve("images"), sample.file(), stored.get());
                PrivateFiles.write(
                        split.resolve("labels").resolve(named(sample.file(), ".txt")),
                        rows(stored.get().about()).getBytes(StandardCharsets.US_ASCII));
                written++;
            }
        }
        return written;
    }

    private int unlabelled(Path out, List<Sample> samples) throws IOException {
        int written = 0;
        for (var sample : samples) {
            var stored = sample.labelled() ? Optional.<Stored>empty() : read(sample.file());
            if (stored.isPresent()) {
                picture(out, sample.file(), stored.get());
                written++;
            }
        }
        return written;
    }

    private static String rows(JsonNode about) {
        var rows = new StringBuilder();
        for (var face : about.path("faces")) {
            rows.append(row(
                    face, about.path("width").asDouble(), about.path("height").asDouble()));
        }
        return rows.toString();
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

    private int snapshots(Path out) throws IOException {
        int written = 0;
        for (var file : PictureFolder.names(folder, "event")) {
            var stored = read(file);
            if (stored.isPresent()) {
                picture(out, file, stored.get());
                PrivateFiles.write(
                        out.resolve(named(file, ".json")),
                        stored.get().about().toPrettyString().getBytes(StandardCharsets.UTF_8));
                written++;
            }
        }
        return written;
    }

    private static void picture(Path folder, String file, Stored stored) throws IOException {
        folder(folder);
        PrivateFiles.write(folder.resolve(named(file, ".jpg")), stored.jpeg());
    }

    private static String named(String file, String end) {
        return file.substring(0, file.lastIndexOf('.')) + end;
    }

    private static void folder(Path folder) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
