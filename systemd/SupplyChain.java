import static java.util.Comparator.naturalOrder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Holds what is packed against what a person looked at: every library, as the build names it and as it lies in the folder
 * that is packed, against the lock file of sums, every library and native file against licences.yaml, every licence against
 * the folder of their texts. Where all is known it writes, for one architecture, the bill of materials (CycloneDX, with the
 * native libraries and models that the build's own does not see) and the licence report. Run by stage.sh from source.
 *
 *     java -cp 'target/jars/*' SupplyChain.java \
 *         SBOM LOCK LICENCES TEXT-FOLDER ARCH JAR-FOLDER NATIVE-FOLDER MODEL-FOLDER OUT-FOLDER
 *
 * Exit code 0, or 1 with every fault on standard error.
 */
final class SupplyChain {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String OURS = "io.maskgate";
    private static final Map<String, String> OTHER_PLATFORM = Map.of("amd64", "linux-arm64", "arm64", "linux-x86_64");

    /** As the linker's tables have it: GLIBC_2.29. */
    private static final Pattern SYMBOL_VERSION = Pattern.compile("\\b(GLIBC|GLIBCXX)_(\\d+(?:\\.\\d+)+)\\b");

    private final JsonNode known;
    private final Set<String> allowed = new TreeSet<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> report = new ArrayList<>();
    /** From licence to the first that is carried along under it. */
    private final Map<String, String> inUse = new TreeMap<>();

    private SupplyChain(JsonNode known) {
        this.known = known;
        known.path("allowed").forEach(licence -> allowed.add(licence.asText()));
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 9) {
            System.err.println("expected SBOM LOCK LICENCES TEXT-FOLDER ARCH JAR-FOLDER NATIVE-FOLDER MODEL-FOLDER OUT-FOLDER");
            System.exit(2);
        }
        var yaml = new Load(LoadSettings.builder().build()).loadFromString(Files.readString(Path.of(arguments[2])));
        var chain = new SupplyChain(JSON.valueToTree(yaml));
        var bill = (ObjectNode) JSON.readTree(Path.of(arguments[0]).toFile());
        var arch = arguments[4];
        var lock = lock(Path.of(arguments[1]));
        chain.libraries(bill, lock, OTHER_PLATFORM.get(arch));
        chain.packed(bill, lock, Path.of(arguments[5]), OTHER_PLATFORM.get(arch));
        chain.natives(bill, Path.of(arguments[6]));
        chain.texts(Path.of(arguments[3]));
        chain.models(bill, Path.of(arguments[7]));
        if (!chain.faults.isEmpty()) {
            chain.faults.forEach(fault -> System.err.println("supply chain: " + fault));
            System.exit(1);
        }
        var out = Path.of(arguments[8]);
        Files.createDirectories(out);
        JSON.writeValue(out.resolve("maskgate.cdx.json").toFile(), bill);
        Files.writeString(out.resolve("LICENCES"), chain.text(arch));
    }

    /** From path in a Maven repository to SHA-256. */
    private static Map<String, String> lock(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.map(line -> line.split(" +", 2)).collect(Collectors.toMap(line -> line[1], line -> line[0]));
        }
    }

    /** Leaves out the other architecture's jars; checks sum and licence of the rest. */
    private void libraries(ObjectNode bill, Map<String, String> lock, String otherPlatform) {
        var components = (ArrayNode) bill.path("components");
        for (var each = components.iterator(); each.hasNext(); ) {
            var component = (ObjectNode) each.next();
            if (component.path("purl").asText().contains("classifier=" + otherPlatform)) {
                each.remove();
            } else if (!component.path("group").asText().startsWith(OURS)) {
                locked(component, lock);
                licensed(component);
            }
        }
        var left = each(bill.path("components")).map(c -> c.path("bom-ref").asText()).collect(Collectors.toSet());
        left.add(bill.at("/metadata/component/bom-ref").asText());
        each(bill.path("dependencies")).forEach(dependency -> {
            for (var each = dependency.path("dependsOn").iterator(); each.hasNext(); ) {
                if (!left.contains(each.next().asText())) {
                    each.remove();
                }
            }
        });
        for (var each = bill.path("dependencies").iterator(); each.hasNext(); ) {
            if (!left.contains(each.next().path("ref").asText())) {
                each.remove();
            }
        }
    }

    /** The build's bill tells what it resolved; what lies in the folder must be that and nothing else. */
    private void packed(ObjectNode bill, Map<String, String> lock, Path folder, String otherPlatform) throws IOException {
        var known = each(bill.path("components")).collect(Collectors.toMap(c -> Path.of(path(c)).getFileName(), c -> c));
        for (var jar : sorted(folder)) {
            var component = known.get(jar.getFileName());
            if (component == null) {
                if (!jar.toString().contains(otherPlatform)) {
                    faults.add(jar.getFileName() + " would be packed and is not in the bill of materials; delete systemd/target"
                            + " and pack again");
                }
            } else if (!component.path("group").asText().startsWith(OURS)) {
                var expected = lock.get(path(component));
                var found = sha256(jar);
                if (expected != null && !expected.equals(found)) {
                    faults.add(jar.getFileName() + " would be packed: expected SHA-256 " + expected + ", found " + found
                            + "; delete systemd/target and find out who changed it");
                }
            }
        }
    }

    private void locked(JsonNode component, Map<String, String> lock) {
        var path = path(component);
        var found = each(component.path("hashes"))
                .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
                .map(hash -> hash.path("content").asText())
                .findFirst()
                .orElse("none");
        var expected = lock.get(path);
        if (expected == null) {
            faults.add(path + " is not in the lock file; look at it, then add it with tests/lock/run");
        } else if (!expected.equals(found)) {
            faults.add(path + ": expected SHA-256 " + expected + ", found " + found
                    + "; delete it from the local Maven repository and find out who changed it");
        }
    }

    private static String path(JsonNode component) {
        var name = component.path("name").asText();
        var version = component.path("version").asText();
        var purl = component.path("purl").asText();
        int at = purl.indexOf("classifier=");
        var classifier = at < 0 ? "" : "-" + purl.substring(at + "classifier=".length()).split("&")[0];
        return "%s/%s/%s/%s-%s%s.jar"
                .formatted(component.path("group").asText().replace('.', '/'), name, version, name, version, classifier);
    }

    private void licensed(ObjectNode component) {
        var id = component.path("group").asText() + "/" + component.path("name").asText();
        var offered = each(component.path("licenses"))
                .map(each -> each.at("/license/id").asText(each.at("/license/name").asText(each.path("expression").asText())))
                .toList();
        var decision = decision(id);
        if (decision.isEmpty() && (offered.size() != 1 || !allowed.contains(offered.getFirst()))) {
            faults.add(id + ": expected one licence of " + allowed + ", found " + offered
                    + "; look at it, then add it to systemd/licences.yaml");
            return;
        }
        var taken = decision.map(d -> d.path("licence").asText()).orElseGet(offered::getFirst);
        if (decision.isPresent()) {
            component.replace("licenses", licences(taken));
        }
        carried(id, component.path("version").asText(), taken, decision.map(d -> d.path("why").asText()).orElse(""));
    }

    private Optional<JsonNode> decision(String id) {
        var decided = known.path("decided");
        var group = id.substring(0, id.indexOf('/')) + "/*";
        return decided.has(id) ? Optional.of(decided.get(id)) : Optional.ofNullable(decided.get(group));
    }

    /** Adds what lies in the folder of native libraries; each file must be one that was looked at, in that version. */
    private void natives(ObjectNode bill, Path folder) throws IOException {
        var components = (ArrayNode) bill.path("components");
        var versions = each(components)
                .map(c -> c.path("group").asText() + "/" + c.path("name").asText() + "@" + c.path("version").asText())
                .collect(Collectors.toSet());
        var byFile = new HashMap<String, JsonNode>();
        known.path("native").forEach(entry -> entry.path("files").forEach(file -> byFile.put(file.asText(), entry)));
        var seen = new TreeSet<String>();
        for (var file : sorted(folder)) {
            var entry = byFile.get(file.getFileName().toString());
            if (entry == null) {
                faults.add("native library " + file.getFileName()
                        + " is not known; look at what it is, then add it to systemd/licences.yaml");
                continue;
            }
            if (!versions.contains(entry.path("from").asText())) {
                faults.add(file.getFileName() + " was looked at in " + entry.path("from").asText()
                        + ", and that version is no longer used; look again, then change systemd/licences.yaml");
            }
            onThisSystem(file);
            if (seen.add(entry.path("name").asText())) {
                components.add(component(entry, folder));
                carried(entry.path("name").asText(), entry.path("version").asText(), entry.path("licence").asText(),
                        entry.path("why").asText());
                entry.path("contains").forEach(part -> carried("  in it: " + part.path("name").asText(),
                        part.path("version").asText(), part.path("licence").asText(), ""));
            }
        }
    }

    /** The dynamic linker refuses a file that names a version of the C or C++ library which the system's does not have. */
    private void onThisSystem(Path file) throws IOException {
        var asked = new TreeMap<String, Version>();
        SYMBOL_VERSION
                .matcher(Files.readString(file, StandardCharsets.ISO_8859_1))
                .results()
                .forEach(found -> asked.merge(found.group(1), Version.parse(found.group(2)), BinaryOperator.maxBy(naturalOrder())));
        asked.forEach((library, version) -> {
            var most = known.at("/system/" + library).asText("none");
            if (most.equals("none") || version.compareTo(Version.parse(most)) > 0) {
                faults.add(file.getFileName() + " asks for " + library + "_" + version + ": expected at most " + most
                        + "; see which systems have it, then change systemd/licences.yaml, control and README.md");
            }
        });
    }

    private static ObjectNode component(JsonNode entry, Path folder) throws IOException {
        var component = JSON.createObjectNode();
        component.put("type", "library").put("bom-ref", "native:" + entry.path("name").asText());
        component.put("name", entry.path("name").asText());
        for (var key : List.of("version", "cpe")) {
            if (entry.has(key)) {
                component.put(key, entry.path(key).asText());
            }
        }
        component.set("licenses", licences(entry.path("licence").asText()));
        var parts = component.putArray("components");
        for (var file : entry.path("files")) {
            var path = folder.resolve(file.asText());
            if (Files.exists(path)) {
                parts.add(file("file", "native:" + file.asText(), file.asText(), path));
            }
        }
        for (var part : entry.path("contains")) {
            parts.add(component(part, folder));
        }
        return component;
    }

    private void models(ObjectNode bill, Path folder) throws IOException {
        for (var model : sorted(folder)) {
            for (var file : sorted(model)) {
                if (file.toString().endsWith(".onnx")) {
                    var name = model.getFileName() + "/" + file.getFileName();
                    ((ArrayNode) bill.path("components")).add(file("machine-learning-model", "model:" + name, name, file));
                }
            }
        }
    }

    private static ObjectNode file(String type, String ref, String name, Path file) throws IOException {
        var node = JSON.createObjectNode().put("type", type).put("bom-ref", ref).put("name", name);
        node.putArray("hashes").addObject().put("alg", "SHA-256").put("content", sha256(file));
        return node;
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static ArrayNode licences(String id) {
        var list = JSON.createArrayNode();
        list.addObject().putObject("license").put("id", id);
        return list;
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void carried(String name, String version, String licence, String why) {
        inUse.putIfAbsent(licence, name.strip());
        var line = "%-60s %-18s %-20s %s".formatted(name, version, licence, why).stripTrailing();
        // A library's jar for the platform stands beside the one for all.
        if (!report.contains(line)) {
            report.add(line);
        }
    }

    private void texts(Path folder) {
        inUse.forEach((licence, name) -> {
            var text = folder.resolve(licence + ".txt");
            if (!Files.isRegularFile(text)) {
                faults.add("licence " + licence + " (" + name + "): expected its text in " + text
                        + ", found none; take it from the library's sources");
            }
        });
    }

    private String text(String arch) {
        return "What the Maskgate package for " + arch + " holds beside Maskgate itself, and the licence it is carried along under.\n"
                + "The licences' texts are in the folder licences beside this file. The same with sums: maskgate.cdx.json.\n\n"
                + String.join("\n", report) + "\n";
    }
}
