package io.maskgate.models.adapt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskgate.models.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.stream.Stream;

/**
 * Makes a data set of a folder of pictures, {@code *.jpg|jpeg|png} or the same in {@code images/}. Labels beside the
 * pictures or in {@code labels/} are taken over; pictures without are labelled by a model.
 *
 * @param pictures the folder
 * @param val share of the pictures that go to {@code val}: the last ones by name, since frames of one camera follow each
 *     other and a random choice would put near copies on both sides
 */
public record OwnPictures(Path pictures, double val) {
    private static final String TRAIN = "train";
    private static final String VAL = "val";

    public OwnPictures {
        if (!(val > 0 && val < 1)) {
            throw new IllegalArgumentException("val: expected between 0 and 1, found " + val);
        }
    }

    /**
     * What became of the pictures.
     *
     * @param given with labels of the owner
     * @param labelled by the model
     * @param unsure left out, since the model was not sure of a face
     * @param empty left out, since the model saw no face
     * @param unreadable left out, and why
     */
    public record Summary(int given, int labelled, int unsure, int empty, List<String> unreadable) {
        public Summary {
            unreadable = List.copyOf(unreadable);
        }
    }

    private record Labelled(Path picture, String rows) {}

    /**
     * Writes {@code train} and {@code val}, and {@code summary.json}.
     *
     * @param progress is told how many pictures are done
     * @throws IOException when there is a data set already, too few pictures for both, or one cannot be copied
     */
    public Summary write(Path out, PseudoLabels labels, IntConsumer progress) throws IOException {
        for (var split : List.of(TRAIN, VAL)) {
            // Its pictures would stay, and those that move from one split to the other be in both.
            if (Files.exists(out.resolve(split))) {
                throw new FileAlreadyExistsException(
                        out.resolve(split).toString(), null, "expected a new folder, found a data set; choose another");
            }
        }
        int given = 0;
        int unsure = 0;
        int empty = 0;
        var unreadable = new ArrayList<String>();
        var labelled = new ArrayList<Labelled>();
        var files = listed();
        for (int i = 0; i < files.size(); i++) {
            var picture = files.get(i);
            var own = ownLabels(picture);
            if (own.isPresent()) {
                labelled.add(new Labelled(picture, Files.readString(own.get())));
                given++;
            } else {
                switch (labels.of(picture)) {
                    case PseudoLabels.Answer.Sure sure -> labelled.add(new Labelled(picture, sure.rows()));
                    case PseudoLabels.Answer.Unsure _ -> unsure++;
                    case PseudoLabels.Answer.Empty _ -> empty++;
                    case PseudoLabels.Answer.Unreadable broken -> unreadable.add(picture + ": " + broken.why());
                }
            }
            progress.accept(i + 1);
        }
        int judged = (int) Math.round(val * labelled.size());
        if (judged < 1 || judged == labelled.size()) {
            throw new IOException(pictures + ": expected pictures with labels for train and val, found "
                    + labelled.size() + " (" + unsure + " left out as unsure, " + empty + " without a face, "
                    + unreadable.size() + " unreadable)");
        }
        for (int i = 0; i < labelled.size(); i++) {
            copy(labelled.get(i), out.resolve(i < labelled.size() - judged ? TRAIN : VAL));
        }
        var summary = new Summary(given, labelled.size() - given, unsure, empty, unreadable);
        AtomicFile.write(out.resolve("summary.json"), json(summary, labels));
        return summary;
    }

    private List<Path> listed() throws IOException {
        var inner = pictures.resolve("images");
        var folder = Files.isDirectory(inner) ? inner : pictures;
        if (!Files.isDirectory(folder)) {
            throw new NoSuchFileException(folder.toString(), null, "expected a folder of pictures");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName()
                            .toString()
                            .toLowerCase(Locale.ROOT)
                            .matches(".*\\.(jpg|jpeg|png)"))
                    .sorted()
                    .toList();
        }
    }

    private Optional<Path> ownLabels(Path picture) {
        String name = base(picture) + ".txt";
        return Stream.of(pictures.resolve("labels").resolve(name), picture.resolveSibling(name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    private static void copy(Labelled labelled, Path split) throws IOException {
        var content = ByteBuffer.wrap(Files.readAllBytes(labelled.picture));
        AtomicFile.write(
                split.resolve("images").resolve(labelled.picture.getFileName()),
                channel -> AtomicFile.writeFully(channel, content));
        AtomicFile.write(split.resolve("labels").resolve(base(labelled.picture) + ".txt"), labelled.rows);
    }

    private static String base(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.lastIndexOf('.'));
    }

    private static String json(Summary summary, PseudoLabels labels) {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schema", "maskgate.labels/1");
        root.put("model", labels.model());
        root.put("sure", labels.sure());
        root.put("unsure", labels.unsure());
        root.putObject("pictures")
                .put("given", summary.given)
                .put("labelled", summary.labelled)
                .put("left_out_unsure", summary.unsure)
                .put("left_out_empty", summary.empty)
                .put("unreadable", summary.unreadable.size());
        return root.toPrettyString() + "\n";
    }
}
