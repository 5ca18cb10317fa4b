package io.maskgate.models.quantise;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * How much one operation alone in eight bits changes the network's answers.
 *
 * @param change see {@link OutputChange}
 */
public record Sensitivity(String operation, double change) {
    /** Writes the network with only this operation in eight bits. */
    interface Writer {
        void write(Set<String> eightBits, Path file) throws IOException;
    }

    /**
     * Measures each operation.
     *
     * @param work a folder for the files that are tried
     * @return the most sensitive first
     */
    static List<Sensitivity> measure(
            List<String> operations, Writer writer, OutputChange change, Path work, IntConsumer progress)
            throws IOException {
        var found = new ArrayList<Sensitivity>();
        var file = work.resolve("single.onnx");
        for (var operation : operations) {
            writer.write(Set.of(operation), file);
            found.add(new Sensitivity(operation, change.of(file)));
            progress.accept(found.size());
        }
        // The order of the network decides between equals.
        found.sort(Comparator.comparingDouble(Sensitivity::change).reversed());
        return List.copyOf(found);
    }
}
