package io.maskgate.models.pipeline;

import io.maskgate.models.files.AtomicFile;
import io.maskgate.models.pipeline.PipelineRecipe.OnProblems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Before anything is learnt: what is broken in the data, and which pictures of val look like one of train. */
final class Checking {
    private static final String OVERLAP = ": looks like ";
    /** The last line of {@code data check}. */
    private static final Pattern SUMMARY = Pattern.compile("^train \\d+ pictures, val \\d+; ");

    private Checking() {}

    /**
     * The step.
     *
     * @param inputs what an earlier step made of the data
     * @param data the options that name it
     */
    static Step step(Layout at, List<Path> inputs, List<Object> data, OnProblems onProblems) {
        return new Step("data", inputs, List.of(at.dataCheck()), shell -> {
            var words = new ArrayList<Object>(List.of("data", "check"));
            words.addAll(data);
            var result = shell.attempt(words);
            // One that failed has the same exit code as one that found something.
            if (result.out().lines().noneMatch(line -> SUMMARY.matcher(line).find())) {
                throw new IOException("step data: expected what data check found, found that it failed, with exit code "
                        + result.exit() + "; the run goes on from here with --resume");
            }
            if (result.exit() != 0 && onProblems == OnProblems.STOP) {
                throw new IOException("step data: expected a clean data set, found\n" + result.out()
                        + "mend it, or set onDataProblems: report, and "
                        + (RunManifest.takeBack(at) ? "run this again" : "begin in another folder"));
            }
            AtomicFile.write(at.dataCheck(), result.out());
        });
    }

    /** What a verdict must say: of what was left out, and of the overlap, by the folder of val; nothing where there is none. */
    static List<String> notes(Layout at) throws IOException {
        var notes = new ArrayList<String>();
        long problems = Files.readAllLines(at.dataCheck()).stream()
                .filter(line -> !line.isBlank()
                        && !line.contains(OVERLAP)
                        && !SUMMARY.matcher(line).find())
                .count();
        if (problems > 0) {
            notes.add("problems in the data, whose pictures were left out: " + problems + "; "
                    + at.dataCheck().getFileName() + " names them");
        }
        var counts = new TreeMap<String, Integer>();
        for (String line : Files.readAllLines(at.dataCheck())) {
            int end = line.indexOf(OVERLAP);
            if (end >= 0) {
                counts.merge(
                        String.valueOf(Path.of(line.substring(0, end))
                                .resolveSibling("..")
                                .normalize()),
                        1,
                        Integer::sum);
            }
        }
        if (!counts.isEmpty()) {
            notes.add("figures on val flatter, since pictures of it look like one of train: "
                    + counts.entrySet().stream()
                            .map(each -> each.getValue() + " of " + each.getKey())
                            .collect(Collectors.joining(", "))
                    + "; " + at.dataCheck().getFileName() + " names them");
        }
        return notes;
    }
}
