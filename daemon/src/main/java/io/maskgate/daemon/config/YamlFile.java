package io.maskgate.daemon.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** From a file to YAML nodes with lines; whatever prevents that is one fault. */
final class YamlFile {
    static final int MOST_BYTES = 1024 * 1024;

    private static final String EXAMPLE = "config/maskgate.yaml, in the package /usr/share/maskgate/maskgate.yaml";

    /** Lists and sections in each other; the configuration has five. Composing nodes takes stack for each. */
    static final int DEEPEST = 50;

    /** Some for each of the cameras there may be. What they stand for is read as often, so they are bounded at all. */
    static final int MOST_REFERENCES = 4096;

    private YamlFile() {}

    /** The root node, or nothing after a fault was added. */
    static Optional<Node> compose(Path file, Faults faults) {
        return text(file, faults).flatMap(text -> parse(text, faults));
    }

    private static Optional<String> text(Path file, Faults faults) {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (NoSuchFileException _) {
            faults.add(
                    0,
                    "",
                    "a configuration file",
                    "nothing there",
                    "create it from " + EXAMPLE,
                    ConfigFault.Until.LATER);
            return Optional.empty();
        } catch (IOException e) {
            if (Files.isDirectory(file)) {
                String inside = file.resolve("maskgate.yaml").toString();
                faults.add(0, "", "a configuration file", "a folder", "name the file in it, such as " + inside);
                return Optional.empty();
            }
            String what = e.getClass().getSimpleName();
            faults.add(0, "", "a readable configuration file", what, "check its permissions", ConfigFault.Until.LATER);
            return Optional.empty();
        }
        if (bytes.length > MOST_BYTES) {
            faults.add(0, "", "a file of at most 1 MiB", "a longer one", "is it the right file?");
            return Optional.empty();
        }
        var chars = CharBuffer.allocate(bytes.length + 1);
        var result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), chars, true);
        chars.flip();
        if (result.isError()) {
            faults.add(lines(chars), "", "text in UTF-8", "a byte that is not", "save the file as UTF-8");
            return Optional.empty();
        }
        return Optional.of(
                chars.length() > 0 && chars.charAt(0) == '\uFEFF'
                        ? chars.subSequence(1, chars.length()).toString()
                        : chars.toString());
    }

    private static Optional<Node> parse(String text, Faults faults) {
        var settings = LoadSettings.builder()
                .setUseMarks(true)
                .setMaxAliasesForCollections(MOST_REFERENCES)
                // The reader fails where a pair of surrogates lies across the end of its buffer.
                .setBufferSize(text.length() + 1)
                .build();
        try {
            if (tooMuch(text, settings, faults)) {
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings).composeString(text);
            if (root.isEmpty()) {
                faults.add(1, "", "keys and values", "an empty file", "start from " + EXAMPLE);
            }
            return root;
        } catch (ReaderException e) {
            faults.add(
                    lines(text.substring(
                            0,
                            text.offsetByCodePoints(
                                    0, Math.min(e.getPosition(), text.codePointCount(0, text.length()))))),
                    "",
                    "printable text",
                    "a control character",
                    "remove it");
        } catch (MarkedYamlEngineException e) {
            var problem = YamlProblem.of(e, text);
            faults.add(problem.line(), "", problem.expected(), problem.found(), problem.remedy());
        } catch (YamlEngineException _) {
            faults.add(0, "", "YAML", "something else", "check the file with a YAML editor");
        }
        return Optional.empty();
    }

    private static boolean tooMuch(String text, LoadSettings settings, Faults faults) {
        int depth = 0;
        int references = 0;
        var anchors = new HashSet<Anchor>();
        for (Event event : new Parse(settings).parseString(text)) {
            switch (event) {
                case CollectionStartEvent start -> {
                    depth++;
                    start.getAnchor().ifPresent(anchors::add);
                }
                case CollectionEndEvent _ -> depth--;
                // From here on the name stands for a single value.
                case ScalarEvent scalar -> scalar.getAnchor().ifPresent(anchors::remove);
                case AliasEvent alias when anchors.contains(alias.getAlias()) -> references++;
                default -> {}
            }
            if (depth > DEEPEST || references > MOST_REFERENCES) {
                faults.add(
                        event.getStartMark().map(Mark::getLine).orElse(0) + 1,
                        "",
                        depth > DEEPEST
                                ? "at most " + DEEPEST + " lists and sections in each other"
                                : "at most " + MOST_REFERENCES + " references (*name) to sections and lists",
                        "more",
                        depth > DEEPEST ? "is it the right file?" : "write out what some of them stand for");
                return true;
            }
        }
        return false;
    }

    private static int lines(CharSequence text) {
        return 1 + (int) text.chars().filter(c -> c == '\n').count();
    }
}
