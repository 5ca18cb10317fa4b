package io.maskgate.models.adapt;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.maskgate.hw.inference.Sha256;
import io.maskgate.models.data.DataCheck;
import io.maskgate.models.data.DataProblem;
import io.maskgate.models.data.FaceDataset;
import io.maskgate.models.data.LabelledImage;
import io.maskgate.models.data.PictureRoom;
import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.files.FolderLock;
import io.maskgate.models.files.Folders;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes a data set of a folder of pictures, {@code *.jpg|jpeg|png} or the same in {@code images/}. Labels beside the
 * pictures or in {@code labels/} are taken over; pictures without are labelled by a model.
 *
 * @param pictures the folder
 * @param val share of the pictures that go to {@code val}: those with labels of the owner first, since a model cannot judge
 *     itself; of these and the others the last ones by name, since frames of one camera follow each other and a random choice
 *     would put near copies on both sides
 */
public record OwnPictures(Path pictures, double val) {
    /** As many pictures with labels of the owner judge alone; to fewer those of the model are added up to the share. */
    public static final int ENOUGH = 20;

    private static final String TRAIN = "train";
    private static final String VAL = "val";
    private static final String SUMMARY = "summary.json";
    /** What is in it is no data set yet. */
    private static final String MAKING = ".making";

    public OwnPictures {
        if (!(val > 0 && val < 1)) {
            throw new IllegalArgumentException("val: expected between 0 and 1, found " + val);
        }
    }

    /** Is told how far the work is. */
    @FunctionalInterface
    public interface Progress {
        /** A step begins; what it returns is told how many of its pictures are done. */
        IntConsumer step(String name, int pictures);
    }

    /**
     * What became of the pictures.
     *
     * @param given with labels of the owner
     * @param labelled by the model
     * @param unsure files left out, since the model was not sure of a face
     * @param empty files left out, since the model saw no face
     * @param unreadable what was left out of pictures, label rows, labels without a picture and files of other formats, and why
     * @param judging what became {@code val}
     */
    public record Summary(
            int given,
            int labelled,
            List<String> unsure,
            List<String> empty,
            List<String> unreadable,
            Judging judging) {
        public Summary {
            unsure = List.copyOf(unsure);
            empty = List.copyOf(empty);
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * The pictures of {@code val}, by who labelled them.
     *
     * @param given by the owner
     * @param labelled by the model
     */
    public record Judging(int given, int labelled) {}

    /**
     * What the folder holds.
     *
     * @param pictures all of them, readable or not
     * @param labelled those with labels of the owner
     * @param sha256 in hex, over names, pictures and labels
     */
    public record Content(int pictures, int labelled, String sha256) {}

    /** @param lying to be turned as EXIF says; its rows, if any, are of the turned picture */
    private record Labelled(Path picture, byte[] rows, boolean given, boolean lying) {
        private boolean hasFace() {
            return !isBlank(rows);
        }
    }

    /**
     * Writes {@code train} and {@code val}, and {@code summary.json}.
     *
     * @throws IOException when there is a data set already or another is being made there, too few pictures for both, no face
     *     to judge by, or one cannot be copied
     */
    public Summary write(Path out, PseudoLabels labels, Progress progress) throws IOException {
        var making = out.resolve(MAKING);
        try (var _ = FolderLock.take(out);
                Closeable _ = () -> Folders.delete(making)) {
            // What a kill left.
            if (isHalfway(out, making)) {
                Folders.delete(out.resolve(VAL));
            }
            Folders.delete(making);
            return write(out, making, labels, progress);
        }
    }

    /** Whether a kill came between the moves of both splits. */
    private static boolean isHalfway(Path out, Path making) {
        return Files.exists(out.resolve(SUMMARY))
                && !Files.exists(out.resolve(TRAIN))
                && Files.exists(making.resolve(TRAIN))
                && !Files.exists(making.resolve(VAL));
    }

    private Summary write(Path out, Path making, PseudoLabels labels, Progress progress) throws IOException {
        for (var split : List.of(TRAIN, VAL)) {
            // Its pictures would stay, and those that move from one split to the other be in both.
            if (Files.exists(out.resolve(split))) {
                throw new FileAlreadyExistsException(
                        out.resolve(split).toString(), null, "expected a new folder, found a data set; choose another");
            }
        }
        int given = 0;
        var unsure = new ArrayList<String>();
        var empty = new ArrayList<String>();
        var folder = new PictureFolder(pictures);
        var twins = folder.twins();
        var unreadable = new ArrayList<String>();
        Stream.of(folder.passedOver(), folder.unused().problems(), twins)
                .flatMap(List::stream)
                .map(DataProblem::toString)
                .forEach(unreadable::add);
        var labelled = new ArrayList<Labelled>();
        var files = new ArrayList<>(folder.pictures());
        files.removeAll(twins.stream().map(DataProblem::file).collect(Collectors.toSet()));
        var theirs = folder.labels();
        var looked = progress.step("labelled", files.size());
        for (int i = 0; i < files.size(); i++) {
            var picture = files.get(i);
            var own = theirs.of(picture);
            // Of boxes that somebody drew nobody knows whether his program turned the picture.
            boolean lying = DataCheck.isLying(picture) && (own.isEmpty() || isBlank(Files.readAllBytes(own.get())));
            var problems = lying ? TurnedPicture.problems(picture) : problems(picture, own);
            if (!problems.isEmpty()) {
                // A line each, but one picture.
                unreadable.add(problems.stream().map(DataProblem::toString).collect(Collectors.joining("\n")));
            } else if (own.isPresent()) {
                labelled.add(new Labelled(picture, Files.readAllBytes(own.get()), true, lying));
                given++;
            } else {
                switch (labels.of(learnt(picture, lying))) {
                    case PseudoLabels.Answer.Sure sure ->
                        labelled.add(new Labelled(picture, sure.rows().getBytes(StandardCharsets.UTF_8), false, lying));
                    case PseudoLabels.Answer.Unsure _ -> unsure.add(name(picture));
                    case PseudoLabels.Answer.Empty _ -> empty.add(name(picture));
                    case PseudoLabels.Answer.Unreadable broken -> unreadable.add(picture + ": " + broken.why());
                }
            }
            looked.accept(i + 1);
        }
        int judged = (int) Math.round(val * labelled.size());
        if (judged < 1 || judged == labelled.size()) {
            throw new IOException(pictures + ": expected pictures with labels for train and val, found "
                    + labelled.size() + " (" + unsure.size() + " left out as unsure, " + empty.size()
                    + " without a face, " + unreadable.size() + " unreadable"
                    + (unreadable.isEmpty() ? "" : ", the first " + unreadable.getFirst()) + ")"
                    + (files.isEmpty() ? "; folders in it are not looked into" : ""));
        }
        var judging = judging(labelled, judged);
        if (judging.stream().noneMatch(Labelled::hasFace)) {
            throw new IOException(
                    pictures + ": expected a face in the " + judging.size() + " pictures that judge, found"
                            + " empty label files only, by which nothing can be shown; label pictures with faces too");
        }
        var copied = progress.step("copied", labelled.size());
        for (int i = 0; i < labelled.size(); i++) {
            var each = labelled.get(i);
            copy(each, making.resolve(judging.contains(each) ? VAL : TRAIN));
            copied.accept(i + 1);
        }
        int judgingGiven = (int) judging.stream().filter(Labelled::given).count();
        var summary = new Summary(
                given,
                labelled.size() - given,
                unsure,
                empty,
                unreadable,
                new Judging(judgingGiven, judging.size() - judgingGiven));
        AtomicFile.write(out.resolve(SUMMARY), json(summary, labels, making, judging));
        // A folder with both is a data set: whole from then on, and with the summary that says whose its labels are.
        for (var split : List.of(VAL, TRAIN)) {
            Files.move(making.resolve(split), out.resolve(split));
        }
        return summary;
    }

    /** Those that judge, at most so many. */
    private static Set<Labelled> judging(List<Labelled> labelled, int most) {
        var given = labelled.stream().filter(Labelled::given).toList();
        var others = labelled.stream().filter(each -> !each.given).toList();
        int ofGiven = Math.min(most, given.size());
        int ofOthers = ofGiven >= ENOUGH ? 0 : Math.min(most - ofGiven, others.size());
        var judging = new HashSet<>(given.subList(given.size() - ofGiven, given.size()));
        judging.addAll(others.subList(others.size() - ofOthers, others.size()));
        return judging;
    }

    /**
     * Reads every file once.
     *
     * @throws IOException naming the folder that is missing or has no picture, or the file that cannot be read
     */
    public Content content() throws IOException {
        var digest = digest();
        int labelled = 0;
        var folder = new PictureFolder(pictures);
        var files = folder.pictures();
        if (files.isEmpty()) {
            var others = folder.passedOver();
            throw new IOException(
                    pictures + ": expected pictures (*.jpg, *.jpeg, *.png), or train/ and val/, found none"
                            + (others.isEmpty()
                                    ? "; folders in it are not looked into"
                                    : " among " + others.size() + " of other formats, the first " + others.getFirst()));
        }
        var theirs = folder.labels();
        for (var picture : files) {
            var own = theirs.of(picture);
            byte[] rows = own.isPresent() ? Files.readAllBytes(own.get()) : new byte[0];
            labelled += own.isPresent() ? 1 : 0;
            byte[] file = Files.readAllBytes(picture);
            String head =
                    picture.getFileName() + " " + file.length + " " + (own.isPresent() ? rows.length : "none") + "\n";
            digest.update(head.getBytes(StandardCharsets.UTF_8));
            digest.update(file);
            digest.update(rows);
        }
        return new Content(files.size(), labelled, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * Labels of the owner that belong to no picture.
     *
     * @param problems and what to do; one may be of many files
     */
    public record Unused(List<DataProblem> problems, int files) {
        public Unused {
            problems = List.copyOf(problems);
        }
    }

    /** Labels of the owner that belong to no picture, and what to do. */
    public Unused unused() throws IOException {
        return new PictureFolder(pictures).unused();
    }

    /**
     * What will be decoded of them once they are labelled, as their headers tell.
     *
     * @param guessed whether a model labels all pictures without labels, or none
     */
    public PictureRoom.Amount amount(PictureRoom room, boolean guessed) throws IOException {
        var folder = new PictureFolder(pictures);
        var files = new LinkedHashSet<>(folder.pictures());
        folder.twins().stream().map(DataProblem::file).forEach(files::remove);
        var theirs = folder.labels();
        var amount = new PictureRoom.Amount(0, 0);
        for (var picture : files) {
            var own = theirs.of(picture);
            if (own.isPresent() ? isTaken(picture, own.get()) : guessed) {
                amount = amount.plus(room.amount(picture));
            }
        }
        return amount;
    }

    private static boolean isTaken(Path picture, Path labels) throws IOException {
        return (!DataCheck.isLying(picture) || isBlank(Files.readAllBytes(labels)))
                && DataCheck.brokenRows(labels).isEmpty();
    }

    private static boolean isBlank(byte[] rows) {
        return new String(rows, StandardCharsets.ISO_8859_1).isBlank();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Why a picture can be neither learnt from nor judged on: the picture itself, or a row that cannot be read. */
    private static List<DataProblem> problems(Path picture, Optional<Path> labels) throws IOException {
        var unusable = DataCheck.unusable(picture).or(() -> DataCheck.undecodable(picture));
        if (unusable.isPresent()) {
            return List.of(unusable.get());
        }
        return labels.isPresent() ? DataCheck.brokenRows(labels.get()) : List.of();
    }

    private static void copy(Labelled labelled, Path split) throws IOException {
        String base = PictureFolder.base(labelled.picture);
        String name = labelled.lying ? base + ".jpg" : name(labelled.picture);
        AtomicFile.fill(split.resolve("images").resolve(name), learnt(labelled.picture, labelled.lying));
        AtomicFile.fill(split.resolve("labels").resolve(labelFile(labelled)), labelled.rows);
    }

    private static String labelFile(Labelled labelled) {
        return PictureFolder.base(labelled.picture) + ".txt";
    }

    private static String name(Path picture) {
        return String.valueOf(picture.getFileName());
    }

    /** The file that goes into the data set. */
    private static byte[] learnt(Path picture, boolean lying) throws IOException {
        return lying ? TurnedPicture.upright(picture) : Files.readAllBytes(picture);
    }

    private static String json(Summary summary, PseudoLabels labels, Path made, Set<Labelled> judging)
            throws IOException {
        var root = JsonNodeFactory.instance.objectNode();
        root.put("schema", "maskgate.labels/1");
        root.put("model", labels.model());
        root.put("sure", labels.sure());
        root.put("unsure", labels.unsure());
        root.putObject("pictures")
                .put("given", summary.given)
                .put("labelled", summary.labelled)
                .put("left_out_unsure", summary.unsure.size())
                .put("left_out_empty", summary.empty.size())
                .put("unreadable", summary.unreadable.size());
        var leftOut = root.putObject("left_out");
        // Those to label by hand.
        summary.unsure.forEach(leftOut.putArray("unsure")::add);
        summary.empty.forEach(leftOut.putArray("empty")::add);
        // With the reason: the terminal that had it is closed by the morning.
        summary.unreadable.forEach(leftOut.putArray("unreadable")::add);
        var boxes = root.putObject("judging")
                .put("given", summary.judging.given)
                .put("labelled", summary.judging.labelled)
                // The model's, so that one which somebody puts right later is told from those that nobody looked at.
                .putObject("boxes");
        var files = judging.stream()
                .filter(each -> !each.given)
                .map(OwnPictures::labelFile)
                .collect(Collectors.toSet());
        var val = FaceDataset.read(made, VAL);
        for (var picture : val.images()) {
            String file = String.valueOf(picture.labels().getFileName());
            if (files.contains(file)) {
                boxes.put(file, boxes(picture));
            }
        }
        // What was made, so that a later change of it shows.
        root.putObject("content")
                .put(TRAIN, FaceDataset.read(made, TRAIN).content())
                .put(VAL, val.content());
        return root.toPrettyString() + "\n";
    }

    /** The sum of a picture's faces as they are read: whoever writes the file anew and moves no box changes nothing. */
    public static String boxes(LabelledImage picture) {
        return HexFormat.of().formatHex(Sha256.of(picture.faces().toString().getBytes(StandardCharsets.UTF_8)));
    }
}
