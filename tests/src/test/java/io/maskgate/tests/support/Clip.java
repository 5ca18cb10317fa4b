package io.maskgate.tests.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.maskgate.hw.video.JpegEncoder;
import io.maskgate.hw.video.MediaClock;
import io.maskgate.hw.video.PictureScaler;
import io.maskgate.hw.video.Read;
import io.maskgate.hw.video.VideoException;
import io.maskgate.hw.video.VideoSource;
import io.maskgate.hw.video.VideoSpec;
import io.maskgate.hw.video.VideoUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A synthetic clip and what is true about it ({@code maskgate.truth/1}).
 *
 * @param width pixels
 * @param height pixels
 * @param people everybody whose face is ever seen
 */
public record Clip(Path mp4, int width, int height, double fps, Duration length, List<Person> people) {
    public Clip {
        people = List.copyOf(people);
    }

    /**
     * One face.
     *
     * @param label at first
     * @param first first second in which at least half of the face is seen
     * @param last the last such second
     * @param changes of the label
     * @param boxes by frame
     */
    public record Person(
            int id, String label, double first, double last, List<Change> changes, NavigableMap<Integer, Rect> boxes) {
        public Person {
            changes = List.copyOf(changes);
        }

        /** Every label the face ever has. */
        public Set<String> labels() {
            return Stream.concat(Stream.of(label), changes.stream().map(Change::label))
                    .collect(Collectors.toSet());
        }

        public String labelAt(double second) {
            return changes.stream()
                    .filter(change -> change.at() <= second)
                    .reduce((_, later) -> later)
                    .map(Change::label)
                    .orElse(label);
        }

        /** How well a box fits this face at best within the frames from one to another. */
        double fit(Rect box, int fromFrame, int toFrame) {
            return boxes.subMap(fromFrame, true, toFrame, true).values().stream()
                    .mapToDouble(box::iou)
                    .max()
                    .orElse(0);
        }

        @Override
        public String toString() {
            return "person " + id + " (" + label + ", " + first + " s to " + last + " s)";
        }
    }

    /** A label from a second on. */
    public record Change(double at, String label) {}

    /** The bundled demonstration, written to {@code folder}. */
    public static Clip lobby(Path folder) throws IOException {
        var mp4 = folder.resolve("lobby.mp4");
        Files.write(mp4, resource("/demo/lobby.mp4"));
        return parse(mp4, new ObjectMapper().readTree(resource("/demo/lobby.json")));
    }

    static Clip parse(Path mp4, JsonNode truth) {
        if (!truth.path("schema").asText().equals("maskgate.truth/1")) {
            throw new IllegalArgumentException("expected maskgate.truth/1, found " + truth.path("schema"));
        }
        var people = new ArrayList<Person>();
        for (var person : truth.get("people")) {
            var changes = new ArrayList<Change>();
            for (var change : person.get("changes")) {
                changes.add(new Change(
                        change.get("at").doubleValue(), change.get("label").textValue()));
            }
            var boxes = new TreeMap<Integer, Rect>();
            for (var row : person.get("boxes")) {
                boxes.put(row.get(0).intValue(), Rect.of(row, 1));
            }
            people.add(new Person(
                    person.get("id").intValue(),
                    person.get("label").textValue(),
                    person.get("first").doubleValue(),
                    person.get("last").doubleValue(),
                    changes,
                    boxes));
        }
        double fps = truth.get("fps").doubleValue();
        var length = Duration.ofMillis(Math.round(1000 * truth.get("frames").intValue() / fps));
        return new Clip(mp4, truth.get("width").intValue(), truth.get("height").intValue(), fps, length, people);
    }

    /** Whose face a box is that was seen about {@code second}, give or take {@code slack}; empty when it fits nobody's. */
    public Optional<Person> whose(Rect box, double second, double slack) {
        int from = (int) Math.floor((second - slack) * fps);
        int to = (int) Math.ceil((second + slack) * fps);
        return people.stream()
                .max(Comparator.comparingDouble(person -> person.fit(box, from, to)))
                .filter(person -> person.fit(box, from, to) > 0.3);
    }

    /**
     * Whose face a box may be that was seen at any time, in a picture of the given width; empty when it fits nobody's. People
     * walk the same ways: boxes of two of them cover one another by up to 0.91, and by no more a found box covers its own face.
     */
    public List<Person> whose(Rect box, int pictureWidth) {
        var there = box.times((double) width / pictureWidth);
        int frames = (int) Math.ceil(length.toMillis() * fps / 1000);
        double best = people.stream()
                .mapToDouble(person -> person.fit(there, 0, frames))
                .max()
                .orElse(0);
        return people.stream()
                .filter(person -> person.fit(there, 0, frames) > Math.max(0.3, best - 0.2))
                .toList();
    }

    /** One frame of it as JPEG, in its own size. */
    public byte[] picture(int frame) throws VideoException {
        try (var source = VideoSource.open(VideoSpec.of(VideoUrl.parse("file:" + mp4)), MediaClock.system());
                var scaler = new PictureScaler();
                var encoder = new JpegEncoder()) {
            for (int at = 0; ; ) {
                switch (source.read()) {
                    case Read.Ended _ ->
                        throw new IllegalArgumentException("expected a frame before " + at + ", found " + frame);
                    case Read.Skipped _, Read.Passed _ -> {}
                    case Read.Picture(var picture) -> {
                        try (picture) {
                            if (at++ == frame) {
                                return encoder.encode(scaler.scale(picture, width), 90);
                            }
                        }
                    }
                }
            }
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (var in = Clip.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException(name + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }
}
